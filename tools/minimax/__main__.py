"""Writes all polynomials of the device library: `python -m tools.minimax [header ...]`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

_DEVICELIB = Path("src/jarip/cuda/frontend/devicelib")
# Header to the catalog it is made from.
_HEADERS = {
    "polynomials_elementary": "catalog_elementary",
    "polynomials_error": "catalog_error",
    "polynomials_gamma": "catalog_gamma",
    "polynomials_bessel": "catalog_bessel",
    "polynomials_fast": "catalog_fast",
    "polynomials_power": "catalog_power",
}


def main() -> None:
    for header in sys.argv[1:] or _HEADERS:
        catalog = import_module(f"tools.minimax.{_HEADERS[header]}").CATALOG
        from tools.minimax.write import write_header

        write_header(_DEVICELIB / f"{header}.h", catalog)


if __name__ == "__main__":
    main()
