"""Where the truth is kept: engine, sessions, migrations, and the habits every table shares.

Owns: the connection (SQLite in WAL mode, or PostgreSQL), `Database.read()` and `Database.write()`,
Alembic's one linear history, sortable ids, clocks, paging by cursor.
Does not own: any table. Each domain declares its own in its `tables.py`.

Habits: times are integer milliseconds since 1970 in UTC (`*_ms`), money is integer micro-units of
a currency (`*_micros`), ids are prefixed and sort by creation. On SQLite there is one writer at a
time; a transaction that writes takes the lock when it begins, so it can never fail half way with
"database is locked". Every write is synced to disk before `write()` returns.

Read first: `database.Database`.
"""
