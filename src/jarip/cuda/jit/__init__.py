"""Compile at run time: read an image, make an object for a kernel and block shape, keep it.

Owns: the image format's reader, the cache's paths, and the worker that the runtime talks to.
Does not own: the stages of a compilation (`targets`). Read `worker.py` first.
"""
