"""Tokens of LLVM assembly.

Source: LLVM Language Reference, "Identifiers" and "Constants"
(https://llvm.org/docs/LangRef.html#identifiers).
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""[%@](?:"[^"]*"|[-\w.$]+)     # %local @global
    | "[^"]*":?                      # "string" or "label":
    | c"[^"]*"                       # c"bytes"
    | \#dbg_\w+ | \#\d+              # debug record, attribute group
    | ![-\w.]* | !"[^"]*"            # metadata
    | ;[^\n]*                        # comment, dropped below
    | [-\w.$]+:(?!:)                 # label:
    | [-+]?\d[\w.]*(?:(?<=[eE])[-+]\d+)?   # number
    | [-+]?\w[\w.]*                  # word, +inf
    | \.\.\. | [()\[\]{}<>,=*|]
    """,
    re.VERBOSE,
)


def tokenize(text: str) -> list[str]:
    """The tokens of a piece of LLVM assembly, comments left out."""
    return [token for token in _TOKEN.findall(text) if token[0] != ";"]
