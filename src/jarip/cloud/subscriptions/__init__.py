"""Who bought which plan, since when, and until when it is paid for.

Owns: subscriptions, their states (one declared transition table), their phases (which plan version
held from when to when), billing periods by calendar month in the customer's time zone.
Does not own: plans and prices (`catalog`), fees and invoices (`billing`).

Every change happens on a whole second, so that fees are prorated by the second exactly.

Read first: `states.py` (the table), then `terms.py` (what an organization may do now).
"""
