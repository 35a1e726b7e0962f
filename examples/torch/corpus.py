"""Real data that needs no download: Python's own source, and scanned digits."""

import sysconfig
from pathlib import Path

import torch

DIGITS = Path(__file__).parents[1] / "digits" / "digits.csv"


def load_text(limit: int) -> torch.Tensor:
    """The first `limit` bytes of the standard library's modules, as uint8."""
    library = Path(sysconfig.get_path("stdlib"))
    parts, size = [], 0
    for path in sorted(library.glob("*.py")):
        parts.append(path.read_bytes())
        size += len(parts[-1])
        if size >= limit:
            break
    return torch.frombuffer(bytearray(b"".join(parts)[:limit]), dtype=torch.uint8)


def load_digits() -> tuple[torch.Tensor, torch.Tensor]:
    """Images (n, 64) scaled to 0..1 and their labels (n,)."""
    rows = [line.split(",") for line in DIGITS.read_text().split() if line[0].isdigit()]
    table = torch.tensor([[float(value) for value in row] for row in rows])
    return table[:, :64] / 16, table[:, 64].long()
