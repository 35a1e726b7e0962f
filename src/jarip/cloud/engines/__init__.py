"""Executing attempts: prepare, start, poll, stop, logs, reap.

Owns: everything between "this attempt shall run on these chips" and "it ended like this".
Does not own: which attempt runs where (`cloud.scheduling`), what a job's state is (`cloud.jobs`) or
what it costs (`cloud.metering`). The database is the truth; an engine only executes.
Read first: `engine.Engine`, the contract; `local.engine.LocalEngine` is the one for this machine.
"""
