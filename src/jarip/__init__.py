"""Jarip: an open AI cloud that stands on its own.

`jarip.cuda` compiles and runs CUDA C++ on any chip, `jarip.torch` gives PyTorch a true `cuda`
device, `jarip.chips` knows the accelerators of a machine, `jarip.cloud` is the control plane,
`jarip.sdk` and `jarip.cli` are its faces. Start reading at docs/architecture.md.
"""

from jarip.version import VERSION

__version__ = VERSION


def __getattr__(name: str) -> object:
    """`jarip.Client`, `jarip.JaripError` and `jarip.log`, imported on first use."""
    if name == "log":
        from jarip.metrics import log

        return log
    if name in ("Client", "JaripError"):
        from jarip import sdk

        return getattr(sdk, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
