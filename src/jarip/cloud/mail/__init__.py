"""E-mail: written into an outbox with what caused it, sent by SMTP in the background.

Owns: the outbox, the templates in Korean and English, the connection to the SMTP server.
Does not own: when a message is due. A domain puts one into the outbox within its own transaction,
so that it is sent exactly if the change it tells of was made.

    cloud.outbox.put(session, "kim@example.com", "budget_alert", "ko", {"name": ..., ...})

A template is `templates/<name>.<en|ko>.txt`: the first line is the subject, the rest the text, in
paragraphs; a line that is only an address becomes a button in HTML. Without an SMTP server
configured nothing is written and nothing sent.

Read first: `outbox.py`.
"""
