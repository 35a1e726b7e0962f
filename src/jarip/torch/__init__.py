"""A true `cuda` device for PyTorch on a machine that has none.

Owns: the device (`core/`, C++ built for the installed torch), the surface that makes `torch.cuda`
whole (`surface/`), what is changed in PyTorch's Python modules (`patches/`), collectives and custom
kernels. Does not own: compiling kernels (`jarip.cuda`).
Read first: `finder.py`; it decides whether the device is switched on and starts everything else.

Nothing here is imported before a program imports torch, and importing this package costs nothing:
the `.pth` file that Jarip installs only leaves a note for the import system.
"""

from jarip.torch.finder import disable, enable

__all__ = ["disable", "enable"]
