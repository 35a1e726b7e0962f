"""Deciding which queued job starts on which chips, and why the others wait.

Owns: one pure function from a snapshot to decisions with reasons, made of small stages; the same
function explains a job (`explain`) and is tried out on traces (`simulate`).
Does not own: the queue, the pool or the clock; it reads no database and starts nothing.
Read first: `schedule.schedule`. The stages in order: `validate` → `order` → `select` → `allocate`
→ `preempt`, over `pool`; `backfill` and `windows` say what is kept for whom.
"""
