"""The operator's pages: customers, plans, revenue, the pool, health.

Read first: `customers.py`.
"""
