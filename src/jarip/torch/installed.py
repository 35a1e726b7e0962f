"""Which torch is installed, read from its files: torch itself must not be imported for this."""

import os
import re
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

# Release lines whose dispatcher, tensor layout and hooks the core was tested against.
TESTED_VERSIONS = ("2.13",)


@dataclass(frozen=True)
class InstalledTorch:
    """A torch package on `sys.path`."""

    directory: Path
    version: str  # "2.13.0+cpu"
    accelerator: str | None  # "cuda", "hip" or "xpu" when it was built for one

    @property
    def is_cpu_build(self) -> bool:
        return self.accelerator is None

    @property
    def is_tested(self) -> bool:
        return any(self.version.startswith(line + ".") for line in TESTED_VERSIONS)

    def untested_message(self) -> str:
        tested = ", ".join(f"{line}.x" for line in TESTED_VERSIONS)
        return (
            f"jarip: the cuda device was tested with torch {tested}, not with {self.version}, and "
            "is switched off. Install a tested version, or set JARIP_TORCH=force to try it, or "
            "JARIP_TORCH=0 to silence this message."
        )


def find_torch() -> InstalledTorch | None:
    """The torch that `import torch` would load; None when there is none or it is no package."""
    spec = PathFinder.find_spec("torch")
    if spec is None or spec.origin is None:
        return None
    directory = Path(spec.origin).parent
    try:
        text = (directory / "version.py").read_text()
    except OSError:
        return None
    version = _value_of("__version__", text)
    if version is None:
        return None
    accelerators = (name for name in ("cuda", "hip", "xpu") if _value_of(name, text))
    return InstalledTorch(directory, version, next(accelerators, None))


def _value_of(name: str, version_file: str) -> str | None:
    found = re.search(rf"^{name}(?:\s*:[^=]*)?\s*=\s*['\"]([^'\"]+)['\"]", version_file, re.M)
    return found.group(1) if found else None


def processor_count() -> int:
    """Cores that this process may run on."""
    return len(os.sched_getaffinity(0))
