"""Pass over parameter and result attributes; keep the few that change meaning."""

from __future__ import annotations

from jarip.cuda.ir.parser.cursor import Cursor
from jarip.cuda.ir.parser.scope import TypeScope
from jarip.cuda.ir.parser.typename import parse_type

_TYPE_STARTS = frozenset("[{<%")
_KEPT_WORDS = frozenset({"noalias", "readonly"})


def at_attribute(cursor: Cursor, types: TypeScope) -> bool:
    """Whether the next token is an attribute word rather than a type or a value."""
    token = cursor.peek()
    return (
        token[0].isalpha()
        and token not in types.words
        and not (token[0] == "i" and token[1:].isdigit())
    )


def skip_result_attributes(cursor: Cursor, types: TypeScope) -> None:
    """Passes over what stands before a result type: noundef, range(...), align 8, ..."""
    while at_attribute(cursor, types):
        _skip_one(cursor)


def parse_argument_attributes(cursor: Cursor, types: TypeScope) -> tuple[str, ...]:
    """What stands between a parameter's type and its value; byval(T), align N, noalias are kept."""
    kept: list[str] = []
    while True:
        token = cursor.peek()
        if token in ("byval", "sret"):
            cursor.position += 1
            cursor.expect("(")
            kind = parse_type(cursor, types)
            cursor.expect(")")
            if token == "byval":
                kept.append(f"byval({kind})")
        elif token == "align":
            cursor.position += 1
            kept.append(f"align {cursor.number()}")
        elif token[0] == '"':  # "nvvm.grid_constant", which says what every parameter is here
            _skip_one(cursor)
        elif token in _ARGUMENT_WORDS:
            if token in _KEPT_WORDS:
                kept.append(token)
            _skip_one(cursor)
        else:
            return tuple(kept)


_ARGUMENT_WORDS = frozenset(
    """allocalign allocptr captures dead_on_return dead_on_unwind dereferenceable
    dereferenceable_or_null elementtype immarg initializes inreg nest noalias nocapture noext
    nofpclass nofree nonnull noundef range readnone readonly returned signext swiftself writable
    writeonly zeroext""".split()
)


def _skip_one(cursor: Cursor) -> None:
    word = cursor.take()
    if word == "align" or cursor.accept("="):
        cursor.position += 1
    elif cursor.peek() == "(":
        cursor.skip_group("(", ")")
