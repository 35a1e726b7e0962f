"""Search over everything: jobs, logs, members, invoices, the audit log, projects.

Owns: the search documents and their index (FTS5 trigrams on SQLite, pg_trgm on PostgreSQL), what
of each thing goes into its document, the query with its period, scope, permissions and paging.
Does not own: any of the things found. Domains know nothing of search: a hook on the database adds
a document within the very transaction that makes or changes its row; only logs, which are files,
are indexed by a loop of their own, from an outbox that is written with each attempt.

Read first: `sources.py` (what is found of what), then `query.search_documents`.
"""
