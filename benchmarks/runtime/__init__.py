"""What the CUDA runtime itself costs: launches, waits, copies, events, graphs, starting a process.

Owns the measuring program (`costs.cu`) and the table. Doesn't measure kernels: `benchmarks.cuda`
does. Read first: `__main__.py`.
"""
