"""Which addresses are known to lie so many bytes apart."""

from __future__ import annotations

import pytest

from jarip.cuda.analysis.places import place_of
from jarip.cuda.ir.parser import parse_module

APART = {
    "%b = getelementptr i8, ptr %a, i64 12": 12,
    "%b = getelementptr { i32, [4 x float] }, ptr %a, i64 1, i32 1, i64 2": 20 + 12,
    "%j = add i64 %i, 3\n%b = getelementptr float, ptr %p, i64 %j": 12,
    "%j = add nsw i32 %n, 3\n%k = sext i32 %j to i64\n%b = getelementptr float, ptr %q, i64 %k": 12,
    "%j = or disjoint i32 %n, 1\n%k = zext i32 %j to i64\n%b = getelementptr i8, ptr %z, i64 %k": 1,
    # what may wrap, before it is extended, lies anywhere
    "%j = add i32 %n, 3\n%k = sext i32 %j to i64\n%b = getelementptr float, ptr %q, i64 %k": None,
    "%j = add nsw i32 %n, 3\n%k = zext i32 %j to i64\n%b = getelementptr i8, ptr %z, i64 %k": None,
    "%j = or i64 %i, 1\n%b = getelementptr float, ptr %p, i64 %j": None,
    "%b = getelementptr float, ptr %p, i64 %h": None,
}
BASES = {"%p": "a", "%q": "s", "%z": "u"}
TEXT = """define void @f(ptr %p, ptr %q, ptr %z, i64 %i, i64 %h, i32 %n) {{
entry:
  %a = getelementptr float, ptr %p, i64 %i
  %sn = sext i32 %n to i64
  %s = getelementptr float, ptr %q, i64 %sn
  %un = zext i32 %n to i64
  %u = getelementptr i8, ptr %z, i64 %un
  {code}
  ret void
}}"""


@pytest.mark.parametrize("code", APART)
def test_bytes_apart(code: str) -> None:
    # given: an address, and another that the code makes beside it
    function = parse_module(TEXT.format(code=code)).functions["f"]
    named = {i.name: i for i in function.instructions()}
    base = next((name for word, name in BASES.items() if f"ptr {word}," in code), "a")
    # when
    one, other = place_of(named[base]), place_of(named["b"])
    # then
    apart = other.offset - one.offset if one.root == other.root else None
    assert apart == APART[code]
