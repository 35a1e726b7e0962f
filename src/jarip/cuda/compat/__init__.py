"""What of CUDA is supported, as data; docs/compat/ is generated from it.

Owns: the tables in `data/` (every runtime and driver function, device function and header, with
its status), their check against what is built, and the pages. nvcc's options are a table of their
own, `jarip.cuda.nvcc.options`, and appear in the pages too.
Doesn't own: any implementation. Start at `tables.py`; `python -m jarip.cuda.compat` writes the
pages, with `--refresh` after bringing the statuses up to date with what is built.

Names come from NVIDIA's public documentation, as listed by the tables of the HIPIFY project.
"""
