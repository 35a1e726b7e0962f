"""Members' reports become one; orders find their way to other machines; leases end."""

from __future__ import annotations

from pathlib import Path

import pytest

from jarip.cloud.engines.engine import Command, Ending, Order, Phase, PrepareError, Report
from jarip.cloud.engines.nodes.following import mark_lines
from jarip.cloud.engines.nodes.gang import BY_GANG, merge_reports, must_stop_others
from jarip.cloud.engines.nodes.leases import MARGIN_MS, Leases
from jarip.cloud.engines.nodes.ledger import Entry, Ledger
from jarip.cloud.engines.nodes.members import split_order
from jarip.cloud.engines.nodes.places import relocate
from jarip.cloud.engines.nodes.records import Member, Share
from jarip.cloud.engines.nodes.rendezvous import gang_environment


def ended(code: int = 0, by: str = "", *, started: int = 10, ran: int = 50) -> Report:
    return Report("a", Phase.ENDED, started, ran, ending=Ending(code, by, "", ran, (), 7, 3, 0))


def running(started: int | None = 10, ran: int = 50) -> Report:
    phase = Phase.STARTING if started is None else Phase.RUNNING
    return Report("a", phase, started, ran)


LOST = Report("a", Phase.LOST, 10, 40, saved_ms=30, lost_nodes=("n2",))


def merged(*reports: Report) -> Report:
    return merge_reports("a", dict(enumerate(reports)))


def test_a_gang_runs_from_its_last_start_to_its_last_end() -> None:
    report = merged(running(started=10, ran=50), running(started=30, ran=25))
    assert (report.phase, report.started_ms, report.ran_ms) == (Phase.RUNNING, 30, 30)
    over = merged(ended(started=10, ran=90), ended(started=30, ran=5))
    assert (over.phase, over.started_ms, over.ran_ms) == (Phase.ENDED, 30, 70)


def test_a_gang_starts_until_all_of_it_runs() -> None:
    assert merged(running(), running(started=None)).phase is Phase.STARTING


def test_the_member_in_trouble_is_the_one_that_counts() -> None:
    report = merged(ended(137, BY_GANG), ended(3), ended(137, BY_GANG))
    assert report.phase is Phase.ENDED
    assert report.ending is not None
    assert (report.ending.exit_code, report.ending.stopped_by) == (3, "")
    assert report.ending.processor_ms == 9


def test_a_lost_member_loses_the_attempt_but_only_when_nothing_of_it_is_left() -> None:
    assert must_stop_others([LOST, running()])
    assert merged(LOST, running()).phase is Phase.RUNNING
    over = merged(LOST, ended(137, BY_GANG))
    assert (over.phase, over.lost_nodes) == (Phase.LOST, ("n2",))


def test_members_that_end_well_wait_for_the_others() -> None:
    assert not must_stop_others([ended(), running()])
    assert merged(ended(), running()).phase is Phase.RUNNING


def test_what_was_never_begun_is_to_be_started() -> None:
    assert merged(Report("a", Phase.UNKNOWN), Report("a", Phase.UNKNOWN)).phase is Phase.UNKNOWN
    assert merged(Report("a", Phase.PREPARED), Report("a", Phase.PREPARED)).phase is Phase.PREPARED


def order(*chips: str) -> Order:
    return Order("att", "job", (Command("run", ("true",)),), {}, chips)


def test_an_order_is_split_by_node() -> None:
    members = split_order(order("b/cpu:0", "a/npu:0", "b/cpu:1"))
    assert members == (Member("b", 0, ("cpu:0", "cpu:1")), Member("a", 1, ("npu:0",)))
    with pytest.raises(PrepareError, match="names no node"):
        split_order(order("cpu:0"))


def test_paths_of_the_head_become_the_nodes() -> None:
    head = {"prefix": "/opt/venv", "cache": "/root/.cache/jarip"}
    node = {"prefix": "/srv/py", "cache": "/var/cache"}
    sent = Order(
        "att",
        "job",
        (Command("run", ("/opt/venv/bin/python", "-c", "cd /opt/venv/x && ls /opt/venvious")),),
        {"PATH": "/root/.cache/jarip/cuda-home/current/bin:/opt/venv/bin:/usr/bin"},
        ("cpu:0",),
        cache=Path("/root/.cache/jarip/org"),
    )

    moved = relocate(sent, head, node)

    assert moved.commands[0].argv == (
        "/srv/py/bin/python",
        "-c",
        "cd /srv/py/x && ls /opt/venvious",
    )
    assert moved.environment["PATH"] == "/var/cache/cuda-home/current/bin:/srv/py/bin:/usr/bin"
    assert moved.cache == Path("/var/cache/org")


def test_torchrun_finds_the_others_by_itself() -> None:
    share = Share(1, 2, 4, "10.0.0.1", 29500, "eth0", ("10.0.0.1", "10.0.0.2"))
    environment = gang_environment(share)
    assert environment["PET_NNODES"] == "2"
    assert environment["PET_NPROC_PER_NODE"] == "4"
    assert environment["PET_NODE_RANK"] == environment["JARIP_NODE_RANK"] == "1"
    assert environment["PET_RDZV_ENDPOINT"] == "10.0.0.1:29500"
    assert environment["GLOO_SOCKET_IFNAME"] == "eth0"


def test_lines_of_a_gang_name_their_member() -> None:
    line = b"2026-11-23T00:00:00Z stdout F hello  world\n"
    assert mark_lines(line, Member("n", 3, ())).endswith(b" stdout F [3] hello  world\n")


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_silent_member_is_given_up_only_when_it_has_surely_stopped() -> None:
    clock = Clock()
    leases = Leases(6000, clock)
    assert leases.grant("a", 0) == 6000
    clock.now += 6
    assert not leases.is_over("a", 0)
    clock.now += MARGIN_MS / 1000
    assert leases.is_over("a", 0)


def test_a_head_that_knows_nothing_waits_a_whole_lease() -> None:
    clock = Clock()
    leases = Leases(6000, clock)
    assert not leases.is_over("a", 0)
    clock.now += 8.1
    assert leases.is_over("a", 0)


def test_an_owners_lease_is_never_exceeded() -> None:
    clock = Clock()
    leases = Leases(6000, clock)
    leases.limit("a", 2000)
    assert leases.grant("a", 0) == 2000
    clock.now += 1.5
    assert leases.grant("a", 0) == 500
    clock.now += 9
    assert leases.grant("a", 0) == 1


def test_the_ledger_survives_the_server(tmp_path: Path) -> None:
    entry = Entry("att_1", "job_1", (Member("n", 0, ("cpu:0",)),), 10, 99, logged={0: 5})
    entry.starts[0] = 98
    Ledger(tmp_path).add(entry)

    again = Ledger(tmp_path)

    assert again.find("att_1") == entry
    assert again.list() == ["att_1"]
    again.remove("att_1")
    assert Ledger(tmp_path).find("att_1") is None
