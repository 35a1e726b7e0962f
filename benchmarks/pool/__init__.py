"""Figures of the pool: how fast the scheduler decides, and how policies compare on traces."""
