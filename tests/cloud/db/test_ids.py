"""Ids sort by creation and never repeat."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from jarip.cloud.db.ids import id_time_ms, new_id


@given(st.lists(st.integers(0, 2**47), min_size=2, max_size=50).map(sorted))
def test_ids_sort_in_the_order_they_were_made(times: list[int]) -> None:
    ids = [new_id("job", ms) for ms in times]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


@given(st.integers(0, 2**48 - 1))
def test_an_id_knows_when_it_was_made(ms: int) -> None:
    made = new_id("org", ms)
    assert id_time_ms(made) == ms
    assert len(made) == len("org_") + 26


def test_ids_of_many_threads_are_all_different() -> None:
    made: list[str] = []

    def make() -> None:
        made.extend([new_id("job", 5) for _ in range(2000)])

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8000
