"""`/docs`: the REST interface described on one page, without scripts and without the network.

FastAPI's own pages load JavaScript from another site, which our content security policy refuses and
a cloud behind a firewall can't reach.

Read first: `page.py`.
"""
