"""Every template exists in both languages and mentions the same values; nothing is injected."""

from __future__ import annotations

import pytest
from jinja2 import Environment, UndefinedError, meta

from jarip.cloud.mail.rendering import FOLDER, make_html, render_mail

TEMPLATES = sorted({path.name.split(".")[0] for path in FOLDER.glob("*.txt")})


def mentioned(name: str) -> set[str]:
    source = (FOLDER / name).read_text()
    return meta.find_undeclared_variables(Environment().parse(source))


@pytest.mark.parametrize("template", TEMPLATES)
def test_both_languages_say_the_same(template: str) -> None:
    names = mentioned(f"{template}.en.txt")
    assert names == mentioned(f"{template}.ko.txt")
    values = {name: f"<{name}>" for name in names}
    english, korean = (render_mail(template, locale, values) for locale in ("en", "ko"))
    assert english.subject
    if english.subject not in values.values():  # else the caller brings the words: a notice
        assert korean.subject != english.subject
    assert all(f"<{name}>" in english.subject + english.text for name in names)


def test_a_line_break_in_a_name_makes_no_header() -> None:
    values = {"inviter": "A\r\nBcc: all@example.com", "organization": "H", "role": "r", "link": "l"}
    rendered = render_mail("invitation", "en", values)
    assert "\n" not in rendered.subject
    assert "\r" not in rendered.subject


def test_html_escapes_what_people_chose_and_links_what_is_a_link() -> None:
    page = make_html("Hello <script>alert(1)</script>\n\nhttps://cloud.example.com/x?a=1&b=2\n")
    assert "<script>" not in page
    assert 'href="https://cloud.example.com/x?a=1&amp;b=2"' in page


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render_mail("reset_password", "en", {})
