"""Real data that needs no download: Python's own source, and scanned digits."""

import ast
import re
import sysconfig
from collections import Counter
from pathlib import Path

import torch

DIGITS = Path(__file__).parents[1] / "digits" / "digits.csv"


class Vocabulary:
    """The commonest pieces of a text: words and signs with the space before them, line ends with
    the indentation after them."""

    PIECE = re.compile(r"\n *| ?\w+| ?[^\w\s]+| +|.", re.DOTALL)

    def __init__(self, text: str, size: int) -> None:
        self.pieces = [piece for piece, _ in Counter(self.PIECE.findall(text)).most_common(size)]
        self._number = {piece: number for number, piece in enumerate(self.pieces)}

    def encode(self, text: str) -> torch.Tensor:
        """The numbers of the pieces, int64; lines with a rarer piece are left out."""
        numbers: list[int] = []
        for line in re.findall(r"\n[^\n]*", text):
            known = [self._number.get(piece) for piece in self.PIECE.findall(line)]
            if None not in known:
                numbers += known
        return torch.tensor(numbers)

    def decode(self, numbers: list[int]) -> str:
        return "".join(self.pieces[number] for number in numbers)


def load_code(limit: int) -> str:
    """The first `limit` characters of the standard library's modules, without their comments."""
    parts, size = [], 0
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")):
        parts.append(ast.unparse(_without_docstrings(ast.parse(path.read_bytes()))))
        size += len(parts[-1])
        if size >= limit:
            break
    return "\n\n".join(parts)[:limit]


def _without_docstrings(module: ast.Module) -> ast.Module:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return module


def load_digits() -> tuple[torch.Tensor, torch.Tensor]:
    """Images (n, 64) scaled to 0..1 and their labels (n,)."""
    rows = [line.split(",") for line in DIGITS.read_text().split() if line[0].isdigit()]
    table = torch.tensor([[float(value) for value in row] for row in rows])
    return table[:, :64] / 16, table[:, 64].long()
