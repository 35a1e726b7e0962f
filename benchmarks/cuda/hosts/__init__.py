"""Processes that run variants written in Python: OpenCL kernels and library calls.

They speak the protocol of `kernels/bench_protocol.h`. Read first: `serving.py`.
"""
