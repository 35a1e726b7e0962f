"""Backup and restore of a whole cloud, online, checked, and across databases.

Owns: the archive's format, writing one while the server runs, verifying one, restoring one into an
empty home and an empty database of either kind (so it is also how SQLite grows into PostgreSQL).
Does not own: schedules, or where archives are kept: `jarip backup` is one command for cron.

An archive is a `.tar.gz` with every table as JSON lines, every file that matters, and last of all a
manifest with the size and SHA-256 of each. It holds the installation's secret: keep it private.

What was running when the backup was made is lost, as if its node had failed: jobs go back into the
queue or fail, as their retry policy says, and what they had done since a checkpoint is free.

Read first: `archive.py` (the format), then `write.py` and `restore.py`.
"""
