"""The font of PDF invoices: Nanum Gothic (SIL Open Font License), which has Korean and Latin."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from jarip.cloud.errors import ConflictError

FOLDERS = (
    Path("/usr/share/fonts/truetype/nanum"),  # Debian's fonts-nanum
    Path("/usr/share/fonts/nanum"),
    Path("/usr/share/fonts/naver-nanum"),
)


@dataclass(frozen=True)
class FontFiles:
    """A font's files."""

    regular: Path
    bold: Path


def find_font() -> FontFiles:
    """Nanum Gothic in JARIP_FONTS or where systems keep it. ConflictError says how to get it."""
    own = os.environ.get("JARIP_FONTS")
    for folder in ([Path(own)] if own else []) + list(FOLDERS):
        font = FontFiles(folder / "NanumGothic.ttf", folder / "NanumGothicBold.ttf")
        if font.regular.exists() and font.bold.exists():
            return font
    raise ConflictError(
        "the font for PDF invoices is not installed",
        where="NanumGothic.ttf",
        todo="install the package fonts-nanum, or set JARIP_FONTS to the folder that has it",
    )
