"""Pages: a module a group of pages, each with its router. They parse, ask a service, and show.

Read first: `jobs.py`.
"""
