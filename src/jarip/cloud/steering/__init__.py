"""What operators tell the scheduler: windows, quotas, shares, its policy; and what was used before.

Owns: the tables of these rules, the services that change them, and the reading of past use for the
fair share. Does not own: what a rule does to a job (`scheduling`), or which nodes there are
(`control`). Every change is an entry of the audit log, as all changes by REST are.
Read first: `rules.read_rules`, which turns the tables into the scheduler's input.
"""
