"""Half a chip, from the job's file to the bill."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from tests.cloud.control.conftest import LoopBench

from jarip.cloud.billing.rating import charge_micros
from jarip.cloud.jobs.spec import JobSpec
from jarip.cloud.metering.inputs import Resource

MEMORY = 1 << 30


def test_two_halves_share_a_chip_and_a_third_waits(bench: LoopBench) -> None:
    script = 'echo "$JARIP_CHIP_PERCENT $JARIP_DEVICE_MEMORY" > $JARIP_OUTPUT_DIR/part; sleep 1000'
    part = {"count": 0.5, "min_memory": MEMORY}
    one, two = (bench.submit(script, chips=part) for _ in "ab")
    third = bench.submit("true", chips={"count": 0.01})
    folder = bench.engine.layout
    bench.rounds_until(
        lambda: all((folder.outputs(each) / "part").exists() for each in (one, two)), "both"
    )

    assert (folder.outputs(one) / "part").read_text().split() == ["50", str(MEMORY)]
    assert bench.job(third).state == "queued"
    with bench.database.read() as session:
        (chip,) = bench.loop.pool.look(session)
    assert (chip.is_free, chip.free_percent) == (False, 0)
    assert chip.free_memory_bytes == chip.memory_bytes - 2 * MEMORY

    bench.stop(one)

    assert bench.until_ended(third).state == "succeeded"


def test_half_a_chip_costs_half_to_the_millisecond(bench: LoopBench) -> None:
    job_id = bench.submit("sleep 0.2", chips={"count": 0.5})
    bench.until_ended(job_id)

    (attempt,) = bench.attempts(job_id)
    events = bench.usage(job_id)
    assert {event.resource for event in events} == {Resource.PART}
    amount = sum(event.amount for event in events)
    assert amount == 50 * attempt.ran_ms
    whole = charge_micros(Resource.CHIP, 36_000_000_000, attempt.ran_ms)
    assert charge_micros(Resource.PART, 36_000_000_000, amount) * 2 == whole


@pytest.mark.parametrize("count", [0, 1.5, 0.005, 0.333, -1, 2000])
def test_counts_that_make_no_sense_are_refused(count: float) -> None:
    with pytest.raises(ValidationError):
        JobSpec.model_validate({"command": "true", "chips": {"count": count}})


def test_a_part_is_of_one_node() -> None:
    with pytest.raises(ValidationError, match="part of a chip"):
        JobSpec.model_validate({"command": "true", "nodes": 2, "chips": {"count": 0.5}})
    assert JobSpec.model_validate({"command": "true", "chips": {"count": 2.0}}).chips.count == 2
