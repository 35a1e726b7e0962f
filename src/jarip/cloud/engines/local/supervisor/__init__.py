"""The small process beside each attempt: it starts the job, writes its log and records its end.

It outlives the server, so the files it leaves in the attempt's folder are the truth about a run:
`begun` (it will start the job, exactly once), `start.json`, `log`, `exit.json`; it holds `lock`
as long as it lives and listens on the FIFO `control`.
Does not own: any decision about the job. It obeys its plan, its lease and the control FIFO.
Read first: `run.main`. It must start in a few milliseconds, so it imports neither `typing` nor
`dataclasses`, nor anything outside this package and the standard library's small modules.
"""
