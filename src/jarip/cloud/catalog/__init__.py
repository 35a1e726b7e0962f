"""What can be bought: plans, their prices in each currency, and the money they are priced in.

Owns: the plan catalog (one YAML file, versioned), its validation with file and line, its published
versions in the database, and integer money.
Does not own: who bought what (`subscriptions`), or what usage costs (`billing.rating`).

A plan version is never edited in place: whoever subscribed to `starter@1` keeps exactly that.
Changing a plan is adding `version: 2`; publishing a changed `version: 1` is refused.

Read first: `plans.yaml`, then `plan.py`.
"""
