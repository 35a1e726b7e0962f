"""The C++ compiler that the core is built with.

PyTorch's wheels use libstdc++, so the compiler must have its headers. The clang that Jarip brings
along knows libc++ only, whose std::string is another type; hence the system's compiler.
"""

import os
import shutil
import subprocess

_CANDIDATES = ("c++", "g++", "clang++")
_PROBE = "#include <string>\nstd::string s;\n#ifndef __GLIBCXX__\n#error libc++\n#endif\n"


class NoCompilerError(RuntimeError):
    """There is no C++ compiler that can build against PyTorch."""


def find_compiler() -> str:
    """$CXX, else the first of c++, g++, clang++ that compiles C++20 against libstdc++.

    Raises NoCompilerError saying what to install.
    """
    own = os.environ.get("CXX")
    candidates = (own,) if own else _CANDIDATES
    tried = [name for name in candidates if shutil.which(name)]
    for name in tried:
        if _can_build(name):
            return name
    found = f"tried {', '.join(tried)}" if tried else f"none of {', '.join(candidates)} was found"
    raise NoCompilerError(
        f"jarip: the cuda device for PyTorch needs a C++20 compiler with libstdc++ ({found}). "
        "Install one: `apt-get install g++` on Debian and Ubuntu, `dnf install gcc-c++` on Fedora; "
        "or set CXX to one. It is used once, the result is kept."
    )


def _can_build(compiler: str) -> bool:
    command = [compiler, "-std=c++20", "-fsyntax-only", "-x", "c++", "-"]
    return subprocess.run(command, input=_PROBE.encode(), capture_output=True).returncode == 0
