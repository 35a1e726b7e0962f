"""Passwords: argon2id, not guessable, the same however they were typed."""

from __future__ import annotations

import unicodedata

import pytest

from jarip.cloud.accounts.passwords import (
    check_password,
    hash_password,
    needs_rehash,
    password_matches,
)
from jarip.cloud.errors import InvalidInputError


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "aaaaaaaaaaaaaa",
        "1234567890",
        "qwertyuiop",
        "password12345",
        "jiwoo-is-great",
        "x" * 300,
    ],
)
def test_a_guessable_password_is_refused(password: str) -> None:
    with pytest.raises(InvalidInputError):
        check_password(password, "jiwoo@example.com")


def test_a_hash_opens_for_its_password_alone() -> None:
    stored = hash_password("seven small boats adrift")
    assert stored.startswith("$argon2id$")
    assert password_matches("seven small boats adrift", stored)
    assert not password_matches("seven small boats adrifT", stored)
    assert not needs_rehash(stored)


def test_nobodys_hash_matches_nothing() -> None:
    assert not password_matches("", "")
    assert not password_matches("nobody has this password", "")


def test_korean_typed_in_another_form_is_the_same_password() -> None:
    text = "한강에 비가 내립니다 오늘"
    stored = hash_password(unicodedata.normalize("NFC", text))
    assert password_matches(unicodedata.normalize("NFD", text), stored)
