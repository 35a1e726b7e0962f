"""Collecting money: payment providers behind one interface, saved methods, attempts, webhooks.

Owns: attempts to collect (written down before the provider is asked), customers' saved payment
methods (a provider's own reference; never a card's number), events that providers send.
Does not own: what is owed (`billing.settling`), what happens when nothing arrives
(`billing.dunning`).

How nothing is collected twice: an attempt is committed before the provider is called, and its id is
the call's idempotency key; whoever finds it pending later asks again with the same key. However
often and in whatever order an answer and its webhook arrive, a payment is unique by the provider's
reference.

Read first: `provider.py` (the interface), then `collecting.py`.
"""
