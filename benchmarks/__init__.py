"""Benchmarks: each package prints ratios from one run, and owns no code that Jarip itself uses.

Read first: `benchmarks.cuda`.
"""
