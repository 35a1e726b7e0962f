"""Jobs: what customers ask to be run, and everything that happens to it.

Owns: the job's specification, its states and their one table of transitions, attempts and the
retry policy, events, uploaded code.
Does not own: where a job runs (`scheduling`), how (`engines`), what it costs (`metering`,
`billing`), nor the loop that brings these together (`control`).
Read first: `states.JOB_TRANSITIONS`; then `submit.submit_job`, where a job begins.
"""
