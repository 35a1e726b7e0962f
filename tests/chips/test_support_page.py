"""docs/compat/chips.md says what the makers' table says."""

from __future__ import annotations

from jarip.chips.support_page import PAGE, render_page


def test_the_page_is_the_tables() -> None:
    assert PAGE.read_text() == render_page(), "run python -m jarip.chips.support_page"
