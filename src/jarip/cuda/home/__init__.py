"""The CUDA home: a tree that looks like an installed CUDA toolkit, made of our own parts.

    bin/nvcc                      our compiler, for any Makefile or CMake project
    include/                      our CUDA headers
    include/{cub,cuda,nv,thrust}  links to CCCL's headers, if they are installed
    lib64/libcudart.so*, ...      the runtime; libcuda.so.1, the driver API, is the same library
    openmp/                       LLVM's OpenMP runtime, for host code compiled with -fopenmp
    nvvm/libdevice/               the device library
    etc/jarip.conf                where the runtime finds the compiler worker
    version.json                  the CUDA release we follow

It lies in the cache under a key that is the hash of its parts, and `current` links to the one used
last, so programs built against it keep finding their runtime after an upgrade.

Owns making and finding homes; what goes into their parts belongs to `jarip.cuda.frontend` and
`jarip.cuda.runtime`. Read `ensure.py` first.
"""

from jarip.cuda.home.ensure import ensure_home, forget_homes
from jarip.cuda.home.place import current_home

__all__ = ["current_home", "ensure_home", "forget_homes"]
