"""Notices: what customers are told, in the console, by e-mail and by webhook, whatever dies.

Owns: the table of what there is to tell, notices, webhook endpoints, the outbox and its delivery.
Does not own: when to tell something (the domains post notices), how SMTP is spoken (`mail`).

A notice and its deliveries are written in the transaction of what they are about, so none is told
of what did not happen and none is lost. A delivery is sent until it is acknowledged: after a crash
perhaps twice, with the same id, never not at all.

Read first: `kinds.py` (what there is to tell), then `posting.py`.
"""
