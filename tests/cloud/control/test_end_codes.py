"""Every way in which an attempt ends has a word of its own for programs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.cloud.control.conftest import LoopBench

import jarip.cloud
from jarip.cloud.control.following import judge_ending
from jarip.cloud.db.migrate import downgrade_database, upgrade_database
from jarip.cloud.engines.engine import Ending, PrepareError
from jarip.cloud.jobs.end_codes import STOPPED, EndCode
from jarip.cloud.jobs.states import StoppedBy


def ending(exit_code: int = 0, stopped_by: str = "", error: str = "") -> Ending:
    return Ending(exit_code, stopped_by, error, 5, (), 0, 0, 0)


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (ending(), EndCode.SUCCEEDED),
        (ending(3), EndCode.EXIT_CODE),
        (ending(128 + 9), EndCode.SIGNAL),
        (ending(128 + 25), EndCode.FILE_TOO_LARGE),
        (ending(127, error="cannot start step 'run': No such file"), EndCode.NOT_RUN),
        (ending(143, "lease"), EndCode.LEASE_LOST),
        (ending(143, "node"), EndCode.NODE_SHUT_DOWN),
        *((ending(143, by), code) for by, code in STOPPED.items()),
    ],
)
def test_endings(seen: Ending, code: EndCode) -> None:
    assert judge_ending(seen, "").code is code


def test_a_lease_that_a_budget_cut_short_is_the_budgets_doing() -> None:
    assert judge_ending(ending(143, "lease"), "budget").code is EndCode.STOPPED_BY_BUDGET


def test_whoever_can_stop_an_attempt_has_a_word() -> None:
    assert set(STOPPED) == set(StoppedBy) - {StoppedBy.LOST}


def test_engines_use_these_words_alone() -> None:
    used = {PrepareError("why").code}
    for path in Path(jarip.cloud.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "PrepareError":
                used |= {ast.literal_eval(each) for each in node.args[1:]}
    assert used >= {"bad-code", "no-isolation"}
    assert used <= set(EndCode)


def test_what_ended_before_there_were_words_gets_them(bench: LoopBench) -> None:
    jobs = [bench.submit("true"), bench.submit("exit 3"), bench.submit("kill -9 $$")]
    for job_id in jobs:
        bench.until_ended(job_id)
    codes = [bench.attempts(job_id)[0].end_code for job_id in jobs]
    assert codes == ["succeeded", "exit-code", "signal"]

    downgrade_database(bench.database, "0019")
    upgrade_database(bench.database)

    assert [bench.attempts(job_id)[0].end_code for job_id in jobs] == codes
