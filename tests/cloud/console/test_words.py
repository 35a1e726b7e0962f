"""Every word the console says is there in both languages, and nothing is there for nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jarip.cloud.accounts.permissions import Permission, Role
from jarip.cloud.billing.invoice_states import InvoiceState
from jarip.cloud.console import language
from jarip.cloud.console.language import (
    LANGUAGES,
    SENTENCES_FILES,
    choose_language,
    read_lines,
    read_words,
)
from jarip.cloud.console.navigation import LINKS
from jarip.cloud.console.reasons import PLACE, explain_end, translate_reason
from jarip.cloud.jobs.end_codes import EndCode
from jarip.cloud.jobs.states import AttemptState, JobState
from jarip.cloud.subscriptions.states import State

CONSOLE = Path(language.__file__).parent
CLOUD = CONSOLE.parent
SOURCES = [*CONSOLE.rglob("*.html"), *CONSOLE.rglob("*.py")]
HANGUL = re.compile("[가-힣]")
SAID = re.compile(r"(?:\bt|\.say)\(\s*[\"']([a-z_]+\.[a-z_.0-9]*[a-z0-9])[\"']")
PREFIXES = re.compile(r"""["']([a-z]+\.(?:[a-z]+_)?)["']\s*[~+]|f"([a-z]+\.(?:[a-z]+_)?)\{""")


def test_every_word_is_there_in_both_languages_with_the_same_places() -> None:
    for name, texts in read_words().items():
        assert set(texts) == set(LANGUAGES), name
        assert all(text.strip() for text in texts.values()), name
        places = [sorted(PLACE.findall(text)) for text in texts.values()]
        assert places[0] == places[1], name


def test_korean_is_korean_and_english_is_not() -> None:
    same = {name for name, texts in read_words().items() if not HANGUL.search(texts["ko"])}
    assert all(read_words()[name]["en"] == read_words()[name]["ko"] for name in same), same
    assert not [name for name, texts in read_words().items() if HANGUL.search(texts["en"])]


def test_whatever_templates_and_pages_say_is_in_the_words() -> None:
    said = {(path.name, name) for path in SOURCES for name in SAID.findall(path.read_text("utf-8"))}
    assert len(said) > 100
    assert not [each for each in said if each[1] not in read_words()]


def test_no_word_is_left_that_nothing_says() -> None:
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    prefixes = tuple({first or second for first, second in PREFIXES.findall(text)} | {"done."})
    unused = [
        name for name in read_words() if f'"{name}"' not in text and not name.startswith(prefixes)
    ]
    assert not unused


@pytest.mark.parametrize(
    "name",
    [f"state.{state}" for each in (JobState, AttemptState, InvoiceState, State) for state in each]
    + [f"end.{code}" for code in EndCode]
    + [f"role.{role}" for role in Role]
    + [f"scope.{permission}" for permission in Permission]
    + [link.name for link in LINKS]
    + [link.group for link in LINKS],
)
def test_names_made_of_values_are_in_the_words(name: str) -> None:
    assert name in read_words()


def test_whatever_a_page_says_was_done_is_in_the_words() -> None:
    done = {
        name
        for path in CONSOLE.rglob("*.py")
        for name in re.findall(r'view\.go\([^)]*?,\s*"(\w+)"\)', path.read_text("utf-8"))
    }
    assert done
    assert not [name for name in done if f"done.{name}" not in read_words()]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("en-GB,en;q=0.9,ko;q=0.3", "en"),
        ("fr, ko;q=0.2", "ko"),
        ("fr,de;q=0.5", "en"),
        ("ko;q=0, en;q=0.1", "en"),
        ("", "en"),
        ("ko;q=nonsense", "en"),
    ],
)
def test_language_is_the_best_that_the_browser_asks_for(accept: str, chosen: str) -> None:
    assert choose_language(accept) == chosen


@pytest.mark.parametrize(
    ("sentence", "korean"),
    [
        ("running on cpu:0 of local", "local의 cpu:0에서 실행 중"),
        ("running on n2/cpu:0, n3/cpu:0", "n2/cpu:0, n3/cpu:0에서 실행 중"),
        ("running on 16 chips of 2 nodes", "노드 2대의 칩 16개에서 실행 중"),
        (
            "lost: no answer from n2, n3 until its lease was over; retry 1 of 3",
            "유실됨: 임대가 끝날 때까지 n2, n3의 응답이 없었음; 재시도 1/3",
        ),
        (
            "asks for 2 nodes with 1 chip each, all of one kind, the pool has 1",
            "종류가 같은 칩 1개씩 있는 노드 2대를 요청했지만 자원 풀에는 1대뿐임",
        ),
        ("exited with code 3; retry 1 of 2", "종료됨 (코드 3); 재시도 1/2"),
        (
            "the organization's jobs have 2 chips; with 1 chip more they'd be over its quota of "
            "2 chips",
            "조직의 작업이 이미 칩 2개를 쓰고 있어, 칩 1개를 더하면 할당량(칩 2)을 넘음",
        ),
        (
            "4 h100 chips: out of service until 2026-11-24 09:00 UTC (new fans)",
            "h100 칩 4개: 2026-11-24 09:00 UTC까지 점검 중(new fans)",
        ),
        (
            "fair share: 3 jobs of other organizations go first; this one's faded use is "
            "2.5 chip hours at weight 1",
            "공정 분배: 다른 조직의 작업 3건이 먼저임. 이 조직의 최근 사용량은 칩·시간 2.5, "
            "가중치는 1",
        ),
        (
            "the disk of its node: No space left on device; retry 1 of 3",
            "노드의 디스크: 빈 공간이 없음; 재시도 1/3",
        ),
        ("compile: exited with code 2", "컴파일: 종료됨 (코드 2)"),
        ("a sentence that ends in chips", "a sentence that ends in chips"),
        ("something nobody translated", "something nobody translated"),
        ("", ""),
    ],
)
def test_sentences_of_domains_are_translated(sentence: str, korean: str) -> None:
    assert translate_reason(sentence, "ko") == korean
    assert translate_reason(sentence, "en") == sentence


def test_an_attempts_end_is_told_in_korean_whatever_its_sentence() -> None:
    assert explain_end("노드 오류", "exited with code 3", "ko") == "종료됨 (코드 3)"
    assert explain_end("노드 오류", "a new sentence", "ko") == "노드 오류: a new sentence"
    assert explain_end("Node trouble", "a new sentence", "en") == "a new sentence"
    assert explain_end("", "a new sentence", "ko") == "a new sentence"


SHELL_ONLY = (
    *("backup/", "db/engine", "db/group_commit", "db/migrat", "server/", "mail/", "sealing"),
    *("catalog/loader", "catalog/yaml_source", "console/language", "metering/", "engines/ray/"),
    *("engines/simulated/", "engines/nodes/store", "engines/nodes/sync", "control/join_desk"),
    *("accounts/secret", "billing/payments/choose", "billing/payments/stripe_signature"),
    *("notices/webhook_sender", "notices/outbox", "notices/mail_sender", "jobs/transitions"),
)
"""Modules whose errors only programs and whoever starts the server at a shell ever see."""
PROGRAMS_ONLY = (
    "no API key came with the request",
    "send the header Authorization: Bearer jrp_..., or log in",
    "this is not a Jarip API key",
    "copy the key again, whole",
    "no such API key",
    "use a key of this installation",
    "the API key was revoked",
    "make a new key",
    "the API key has expired",
    "the key's owner has no account any more",
    "the key's owner is no member any more",
    "jarip checkpoints 7",
    "jarip outputs 7",
    "is not an event: 7",
    "Database.write() inside Database.write(): pass the session instead",
    "the plan version 7 was changed after it was published",
    "restore it, and publish the change as version 7 of 7",
    "7 is there more than once",
    "operator_plan names no plan: 7",
    "7; 7",
    "2026-01-31",
)


def test_every_error_that_a_page_may_show_is_translated() -> None:
    told = {sentence for path in CLOUD.rglob("*.py") for sentence in errors_of(path)}
    assert len(told) > 250
    left = {each for each in told if translate_reason(each, "ko") == each} - {*PROGRAMS_ONLY}
    assert left == set()


def test_no_sentence_is_there_twice() -> None:
    lines = [line[0] for name in SENTENCES_FILES for line in read_lines(CONSOLE / "words" / name)]
    assert [each for each in lines if lines.count(each) > 1] == []


def errors_of(path: Path) -> Iterator[str]:
    """What a module's errors say, and what to do; 7 stands for what varies."""
    if str(path.relative_to(CLOUD)).startswith(SHELL_ONLY):
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("Error"):
            continue
        said = [*node.args[:1], *(each.value for each in node.keywords if each.arg == "todo")]
        for each in said:
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value:
                yield each.value
            if isinstance(each, ast.JoinedStr):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "7"
                    for part in each.values
                )
