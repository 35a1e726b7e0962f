"""Jarip: an open AI cloud that stands on its own.

`jarip.cuda` compiles and runs CUDA C++ on any chip, `jarip.torch` gives PyTorch a true `cuda`
device, `jarip.chips` knows the accelerators of a machine, `jarip.cloud` is the control plane,
`jarip.sdk` and `jarip.cli` are its faces. Start reading at docs/architecture.md.
"""

__version__ = "0.1.0"
