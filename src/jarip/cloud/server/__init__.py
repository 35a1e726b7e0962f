"""The embedded cloud as one process: database, REST, control loop and local engine together.

Owns: putting the parts together, one server a home, the address it listens on, this machine's own
credentials.
Does not own: any of the parts. It is the one place that knows them all.
Read first: `run.run_server`.
"""
