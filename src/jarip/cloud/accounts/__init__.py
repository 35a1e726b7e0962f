"""Who may do what: organizations, projects, users, members, roles and API keys.

Owns: the permission table, hashing and checking of keys, who a request's principal is.
Does not own: what an organization pays (`subscriptions`, `billing`), nor how a request carries a
credential (`api.auth`).

Read first: `permissions.py` (the table), then `principal.py`.
"""
