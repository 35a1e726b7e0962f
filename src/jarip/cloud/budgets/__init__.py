"""Budgets that hold: what may be spent, and until when a running job may spend it.

Owns: budgets of an organization, a project or a member; their spending; the lease policy that keeps
hard ones (`granting.BudgetPolicy`, which `metering` asks); alerts at thresholds.
Does not own: what usage costs (`billing`), stopping a job (`jobs`, when its lease is not renewed).

How a hard budget holds: a lease is granted only as far as what is already spent, plus everything
reserved by other leases, plus the cost of this one, stays within the budget. A supervisor ends its
job within the lease, grace included, whether a server lives to tell it or not. So nothing is spent
that was not reserved before, and whatever dies meanwhile, no more than a lease is.

Read first: `granting.py`, then `horizon.py`.
"""
