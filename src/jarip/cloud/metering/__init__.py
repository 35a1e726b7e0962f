"""Counts what was used, to the millisecond, exactly once. It knows no price.

Owns: meters (what is running now, and how far it has been counted), usage events (append-only),
rollups by quarter of an hour, leases (until when an attempt may run), and the audit of all these.
Does not own: prices (`billing`), whether a lease may be granted (`budgets`, by way of
`policy.LeasePolicy`), or when an attempt starts and ends (`jobs`).

How an attempt is metered, by `jobs`, each step safe to repeat:

    open_meter     when the attempt is about to be placed; reserves, or says why not
    start_meter    when its process started; time counts from here
    renew_leases   every few seconds for all running attempts at once; counts and renews
    close_meter    when it ended, at the moment the supervisor recorded
    mark_faulted   if our side lost the time; what was counted becomes free, visibly

Read first: `inputs.py` (what these take and give), then `recording.py`.
"""
