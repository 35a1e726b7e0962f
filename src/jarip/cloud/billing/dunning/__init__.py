"""What happens when an invoice is not paid: reminders, retries, a pause, and at last giving up.

Owns: a case for each invoice that is overdue or could not be collected, its schedule, and what that
does to the subscription (past due, paused, active again once everything is paid).
Does not own: collecting (`billing.payments`), the subscription's states (`subscriptions.states`).

Each step happens once, at its own moment counted from when the case was opened. A server that was
away catches up, but collects and reminds only once for all it missed.

Read first: `schedule.py`, then `cases.py`.
"""
