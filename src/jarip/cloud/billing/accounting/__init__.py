"""What an accountant gets: every document of a span as postings by double entry.

Owns: the postings that invoices, credit notes, payments and wallet transfers make, as CSV and JSON.
Does not own: any of those documents.

The postings of each document balance. Over everything there is, what is left on `receivable` is
what customers still owe, and on `deposits` what their wallets have.

Read first: `postings.py`.
"""
