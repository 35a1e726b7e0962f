"""`python -m jarip.cuda.compat [--refresh] [DIRECTORY]`: write docs/compat/."""

from __future__ import annotations

import sys
from pathlib import Path

from jarip.cuda.compat.pages import write_pages


def main(arguments: list[str]) -> int:
    """Write the pages to the directory named (docs/compat), first refreshing if asked to."""
    if "--refresh" in arguments:
        from jarip.cuda.compat.refresh import refresh
        from jarip.cuda.home import ensure_home

        refresh(ensure_home())
    places = [word for word in arguments if not word.startswith("--")]
    write_pages(Path(places[0] if places else "docs/compat"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
