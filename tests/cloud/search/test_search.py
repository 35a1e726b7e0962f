"""Everything that may be found is found, and nothing else, on both databases."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from jarip.cloud.accounts.permissions import ROLES, Permission, Role
from jarip.cloud.accounts.principal import Principal
from jarip.cloud.db.clock import FrozenClock
from jarip.cloud.db.database import Database
from jarip.cloud.errors import InvalidInputError
from jarip.cloud.search import query
from jarip.cloud.search.documents import Kind, NewDocument, add_documents, replace_document
from jarip.cloud.search.query import Hit, SearchPage, search_documents
from jarip.cloud.search.request import (
    COLUMNS,
    Period,
    Scope,
    SearchRequest,
    parse_words,
    span_of_period,
)
from jarip.cloud.search.snippets import cut_snippet, mark_words
from jarip.cloud.search.tables import SearchDocument
from jarip.cloud.search.tokens import is_pair, normalise, pair_tokens

OWNER = Principal("usr_1", "org_1", "", ROLES[Role.OWNER])
NOW_MS = FrozenClock().ms


def document(ref: str, title: str, body: str = "", **values: object) -> NewDocument:
    made = NewDocument(Kind.JOB, ref, "org_1", NOW_MS, title, body)
    return replace(made, **values)  # type: ignore[arg-type]


def add(database: Database, *documents: NewDocument) -> None:
    with database.write() as session:
        add_documents(session.connection(), documents)


def find(database: Database, text: str, caller: Principal = OWNER, **values: object) -> SearchPage:
    request = replace(SearchRequest(parse_words(text)), **values)  # type: ignore[arg-type]
    with database.read() as session:
        return search_documents(session, caller, request)


def refs(database: Database, text: str, caller: Principal = OWNER, **values: object) -> list[str]:
    return sorted(hit.ref for hit in find(database, text, caller, **values).hits)


def test_any_part_of_a_word_is_found_in_both_languages(database: Database) -> None:
    add(
        database,
        document("a", "밤샘 학습 평가", "CUDA out of memory"),
        document("b", "digits train", "학습률이 높습니다"),
        document("c", "etl", "50% of_all"),
    )
    assert refs(database, "학습") == ["a", "b"]
    assert refs(database, "학습률") == ["b"]
    assert refs(database, "평가") == ["a"]
    assert refs(database, '"out of"') == ["a"]
    assert refs(database, "emor") == ["a"]
    assert refs(database, "MEMORY 학습") == ["a"]
    assert refs(database, "0% of_") == ["c"]
    assert refs(database, "nowhere") == []


def test_words_of_two_letters_are_found(database: Database) -> None:
    add(database, document("a", "AI 학습"), document("b", "training"), document("c", "v2 릴리스"))
    assert refs(database, "ai") == ["a"]
    assert refs(database, "v2") == ["c"]
    assert refs(database, "릴리") == ["c"]
    assert refs(database, "ai 학습") == ["a"]
    assert refs(database, "ai training") == []


def test_one_korean_letter_is_found_anywhere(database: Database) -> None:
    add(database, document("a", "대학"), document("b", "학습률"), document("c", "수 학"))
    assert refs(database, "학") == ["a", "b", "c"]
    assert refs(database, "률") == ["b"]
    assert refs(database, "학 률") == ["b"]
    assert refs(database, "학 습률") == ["b"]
    assert refs(database, "률", scope=Scope.BODY) == []


def test_decomposed_hangul_is_the_same(database: Database) -> None:
    add(database, document("a", unicodedata.normalize("NFD", "한강로보틱스")))
    assert refs(database, "로보틱스") == ["a"]
    assert refs(database, unicodedata.normalize("NFD", "한강")) == ["a"]


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope.ALL, ["author", "body", "keyword", "title"]),
        (Scope.TITLE, ["title"]),
        (Scope.BODY, ["body"]),
        (Scope.BOTH, ["body", "title"]),
        (Scope.KEYWORD, ["keyword"]),
        (Scope.AUTHOR, ["author"]),
    ],
)
@pytest.mark.parametrize("word", ["needle", "바늘"])
def test_scope(database: Database, scope: Scope, found: list[str], word: str) -> None:
    add(
        database,
        document("title", f"a {word}"),
        document("body", "x", f"some\n{word} here"),
        document("keyword", "x", keywords=f"k={word}"),
        document("author", "x", author=word),
    )
    assert refs(database, word, scope=scope) == found


def test_nobody_finds_what_they_may_not_see(database: Database) -> None:
    kinds = {kind: document(kind, "needle", kind=kind) for kind in Kind}
    add(database, *kinds.values(), document("other", "needle", organization_id="org_2"))
    viewer = replace(OWNER, permissions=ROLES[Role.VIEWER])
    assert refs(database, "needle") == sorted(Kind)
    assert refs(database, "needle", viewer) == ["job", "log", "member", "project"]
    assert refs(database, "needle", replace(OWNER, permissions=frozenset())) == []
    assert refs(database, "needle", replace(OWNER, organization_id="org_2")) == ["other"]
    billing = replace(OWNER, permissions=frozenset({Permission.BILLING_READ}))
    assert refs(database, "needle", billing) == ["invoice"]


def test_a_projects_key_finds_its_project_only(database: Database) -> None:
    add(
        database,
        document("mine", "needle", project_id="prj_1"),
        document("other", "needle", project_id="prj_2"),
        document("member", "needle", kind=Kind.MEMBER),
    )
    assert refs(database, "needle", replace(OWNER, project_id="prj_1")) == ["mine"]


def test_pages_go_from_new_to_old_and_miss_nothing(database: Database) -> None:
    add(database, *(document(f"{n:03}", "needle", at_ms=NOW_MS + n) for n in range(45)))
    seen: list[Hit] = []
    before = None
    while True:
        page = find(database, "needle", limit=20, before_id=before)
        assert (page.total, page.is_exact) == (45, True)
        seen += page.hits
        if not page.next_id:
            break
        before = page.next_id
    assert [hit.ref for hit in seen] == [f"{n:03}" for n in reversed(range(45))]
    assert seen[0].at_ms == NOW_MS + 44


def test_one_can_read_on_beyond_what_is_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "COUNT_UP_TO", 10)
    add(database, *(document(f"{n:03}", "needle", at_ms=NOW_MS + n) for n in range(45)))
    seen: list[str] = []
    before = None
    while before != 0:
        page = find(database, "needle", limit=7, before_id=before)
        assert (page.total, page.is_exact) == (10, False)
        seen += [hit.ref for hit in page.hits]
        before = page.next_id
    assert seen == [f"{n:03}" for n in reversed(range(45))]


def test_a_period_is_exact_to_the_millisecond(database: Database) -> None:
    add(database, *(document(str(n), "needle", at_ms=NOW_MS + n) for n in range(5)))
    assert refs(database, "needle", from_ms=NOW_MS + 1, to_ms=NOW_MS + 3) == ["1", "2"]


def test_what_is_changed_or_removed_is_found_no_more(database: Database) -> None:
    add(database, document("a", "before 이전"))
    with database.write() as session:
        replace_document(session.connection(), document("a", "after 이후"))
    assert refs(database, "before") == refs(database, "이전") == []
    assert refs(database, "after") == refs(database, "이후") == ["a"]
    with database.write() as session:
        session.execute(delete(SearchDocument))
    assert refs(database, "after") == refs(database, "이후") == []


def test_a_document_is_there_only_if_its_transaction_is(database: Database) -> None:
    def add_and_fail() -> None:
        with database.write() as session:
            add_documents(session.connection(), [document("a", "needle")])
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        add_and_fail()
    assert refs(database, "needle") == []


TEXTS = st.text("가나다각 abAB%_'\"\\*:-", max_size=12)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=6),
    query=TEXTS,
    scope=st.sampled_from(list(Scope)),
)
def test_finds_exactly_what_reading_everything_would(
    database: Database, rows: Sequence[tuple[str, str, str]], query: str, scope: Scope
) -> None:
    try:
        words = parse_words(query)
    except InvalidInputError:
        return
    with database.write() as session:
        session.execute(delete(SearchDocument))
    add(
        database,
        *(
            document(str(n), title, body, keywords=keywords)
            for n, (title, body, keywords) in enumerate(rows)
        ),
    )
    expected = []
    for n, (title, body, keywords) in enumerate(rows):
        values = {"title": title, "body": body, "keywords": keywords, "author": ""}
        texts = [normalise(values[name]).lower() for name in COLUMNS[scope]]
        tokens = set(pair_tokens("\n".join(map(normalise, (title, body, keywords)))).split())
        if all(
            any(word in text for text in texts) and (word not in words.pairs or word in tokens)
            for word in words.all
        ):
            expected.append(str(n))
    found = [hit.ref for hit in _all(database, words, scope)]
    assert sorted(found) == sorted(expected)


def _all(database: Database, words: object, scope: Scope) -> list[Hit]:
    with database.read() as session:
        request = SearchRequest(words, scope, limit=100)  # type: ignore[arg-type]
        return search_documents(session, OWNER, request).hits


@pytest.mark.parametrize("text", ["", "  ", "?", '"', "é"])
def test_nothing_to_look_for_is_an_error(text: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_words(text)


def test_words_are_split_and_quotes_keep_them_together() -> None:
    words = parse_words('청구 "out of memory" GPU 가 v2 é 청구')
    assert words.long == ("out of memory", "gpu")
    assert words.pairs == ("청구", "가", "v2")
    assert words.rest == ("é",)
    assert parse_words("it's broken").long == ("it's", "broken")


def test_pairs() -> None:
    assert pair_tokens("한강로 v2 AI") == "ai v2 강 강로 로 한 한강"
    assert is_pair("한강")
    assert is_pair("한")
    assert not is_pair("é1")


def test_periods_are_calendar_months_and_whole_days() -> None:
    seoul = ZoneInfo("Asia/Seoul")
    week, _ = span_of_period(Period.WEEK, seoul, NOW_MS, None, None)
    assert NOW_MS - week == 7 * 86_400_000
    month, _ = span_of_period(Period.MONTH, seoul, NOW_MS, None, None)
    assert NOW_MS - month == 31 * 86_400_000
    own = span_of_period(Period.OWN, seoul, NOW_MS, date(2026, 1, 1), date(2026, 1, 1))
    assert own == (NOW_MS - 9 * 3_600_000, NOW_MS + 15 * 3_600_000)
    with pytest.raises(InvalidInputError):
        span_of_period(Period.OWN, seoul, NOW_MS, date(2026, 1, 2), date(2026, 1, 1))


def test_snippets_show_the_line_that_was_found() -> None:
    body = "\n".join(f"line {n}" for n in range(200)) + "\nthe needle is here\nend"
    assert cut_snippet(body, ["needle"]).startswith("…the needle is here")
    assert cut_snippet("short", ["nowhere"]) == "short"
    assert list(mark_words("a Needle, needle", ["needle"])) == [
        ("a ", False),
        ("Needle", True),
        (", ", False),
        ("needle", True),
    ]
