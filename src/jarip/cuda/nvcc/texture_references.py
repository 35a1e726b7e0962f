"""Sources of CUDA 11 and before that use texture or surface references.

CUDA 12 has none, so `texture` and `surface` are names that a program may have for itself: our
headers declare them only where a source has shown that it doesn't compile without.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from jarip.cuda.nvcc.request import Request

_MACRO: Final = "-DJARIP_TEXTURE_REFERENCES=1"
_TEMPLATES: Final = "texture|surface"
_TYPES: Final = "textureReference|surfaceReference"
_FUNCTIONS: Final = (
    "cudaBindTexture(?:2D|ToArray|ToMipmappedArray)?|cudaUnbindTexture|cudaGetTextureReference"
    "|cudaGetTextureAlignmentOffset|cudaBindSurfaceToArray|cudaGetSurfaceReference"
)
_MISSING: Final = re.compile(
    rf"no template named '(?:{_TEMPLATES})'"
    rf"|(?:unknown type name|undeclared identifier) '(?:{_TEMPLATES}|{_TYPES}|{_FUNCTIONS})'"
)


def lacks_references(diagnostics: str, request: Request) -> bool:
    """Whether a compile failed for want of them."""
    return _MACRO not in request.language and bool(_MISSING.search(diagnostics))


def with_references(request: Request) -> Request:
    """The same request, its headers declaring texture and surface references."""
    device = replace(request.device, language=(*request.device.language, _MACRO))
    return replace(request, language=(*request.language, _MACRO), device=device)
