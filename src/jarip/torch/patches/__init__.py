"""What is changed in PyTorch's own Python modules, one module of ours for one of theirs.

Owns: code that PyTorch has in Python but only for builds with CUDA, or that asks "is this a CUDA
build" where it means "is there a cuda device". Does not own: `torch._C` (`surface/`).
Read first: the table COMPLETIONS in `jarip.torch.finder`; each module here has one `apply`.
"""
