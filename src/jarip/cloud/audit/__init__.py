"""The audit log: who changed what, and which operator looked at whose data. Append-only.

Owns: the entries, the chain of hashes that shows tampering, the hook that writes an entry into the
transaction of every change that a request makes.
Does not own: who a request is from (`web.caller` tells it to `current.py`).

How an entry comes about: middleware opens an `AuditedRequest` for each request; authentication
names its actor; when a transaction of that request is about to be committed, `hook.py` adds the
entry to it. So a change and its entry are on disk together or not at all, and a new route is
audited without its author thinking of it. What the system does by itself (renewals, invoices, the
scheduler) has events of its own and is not repeated here.

Each organization has a chain of its own, and the installation one, with the organization id "".

Read first: `hook.py`, then `chain.py`.
"""
