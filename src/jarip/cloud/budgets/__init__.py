"""Budgets that hold. To be written."""
