"""`python -m jarip.torch`: build the device now, and say what it is."""

import sys

from jarip.torch import build, installed
from jarip.torch.settings import read_settings


def main() -> int:
    """Build the core if need be; prints one line. Returns the exit status."""
    torch = installed.find_torch()
    if torch is None:
        print("jarip: torch is not installed; `pip install 'jarip[torch]'`", file=sys.stderr)
        return 1
    if not torch.is_cpu_build:
        print(f"torch {torch.version} was built for {torch.accelerator}: it has its own device")
        return 0
    library = build.ensure_built(build.plan_build(torch))
    settings = read_settings()
    gib = settings.memory_bytes / (1 << 30)
    print(f"torch {torch.version}: {settings.count} cuda device(s) of {gib:.1f} GiB, {library}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
