"""Every maker's reader on recordings in the documented format, and on garbage."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jarip.chips import Health, Link
from jarip.chips.maker import Maker, Reading, UnreadableOutput, kind_of, read_outputs
from jarip.chips.makers import MAKERS

RECORDINGS = Path(__file__).parent / "recordings"
BY_SLUG = {maker.slug: maker for maker in MAKERS}
MIB, GIB = 1 << 20, 1 << 30


def recorded(name: str) -> tuple[Maker, dict[str, str]]:
    outputs = {path.suffix[1:]: path.read_text() for path in RECORDINGS.glob(f"{name}.*")}
    return BY_SLUG[name.partition("_")[0]], outputs


NAMES = sorted({path.stem for path in RECORDINGS.glob("*.*") if path.suffix not in (".md", ".tsv")})

EXPECTED = {
    "nvidia": [
        ("nvidia-h100-80gb-hbm3", 81559 * MIB, 1024 * MIB, Health.OK, 41, 118.24, 37),
        ("nvidia-h100-80gb-hbm3", 81559 * MIB, 0, Health.DEGRADED, 39, 70, None),
    ],
    "amd": [("amd-mi300x", 196592 * MIB, 285 * MIB, Health.OK, 44, 141, 12)],
    "amd_rocm": [
        ("amd-mi250x-mcm-oam-ac-mba", 68702699520, 10960896, Health.OK, 40, 92, 0),
    ],
    "intel": [("intel-max-1550", 128 * GIB, 56 * MIB, Health.OK, 33, 212.5, 4.5)],
    "ascend": [
        ("ascend-910b3", 64 * GIB, 3379 * MIB, Health.OK, 37, 92.9, 0),
        ("ascend-910b3", 64 * GIB, 60000 * MIB, Health.FAILED, 45, 250.1, 87),
    ],
    "ascend_310p": [("ascend-310p3", 21534 * MIB, 1003 * MIB, Health.OK, 41, None, 0)],
    "moorethreads": [
        ("moorethreads-s5000", 80 * GIB, 66641 * MIB, Health.OK, 52, None, 7),
        ("moorethreads-s5000", 80 * GIB, 10 * MIB, Health.OK, 51, None, 0),
    ],
    "biren": [
        ("biren-biren166m", 64 * GIB, GIB, Health.OK, 40, None, 12),
        ("biren-biren166m", 64 * GIB, 0, Health.OK, None, None, None),
    ],
    "cambricon": [("cambricon-mlu370-x4", 23308 * MIB, GIB, Health.OK, 32, 30, 3)],
    "cambricon_v4": [
        ("cambricon-mlu370-x4", 23308 * MIB, 9000 * MIB, Health.OK, 47, 88, 41),
        ("cambricon-mlu370-x4", 23308 * MIB, 0, Health.OK, 31, 27, 0),
    ],
    "hygon": [("hygon-k100-ai", 65520 * MIB, 2 * MIB, Health.OK, 41, 80, 2)],
    "metax": [
        ("metax-c500", 64 * GIB, 826 * MIB, Health.OK, 35, 57, 5),
        ("metax-c500", 64 * GIB, 826 * MIB, Health.FAILED, 36, 55, 0),
    ],
    "biren_units": [("biren-biren104p", 32 * GIB, 512 * MIB, Health.OK, 51, None, 3)],
    "iluvatar_mr": [
        ("iluvatar-mr-v100", 32 * GIB, 119 * MIB, Health.OK, 35, 31.5, 0),
        ("iluvatar-mr-v100", 32 * GIB, 20000 * MIB, Health.OK, 61, None, 97),
    ],
    "iluvatar": [("iluvatar-bi-v150", 32 * GIB, 27780 * MIB, Health.OK, 44, 37, 0)],
    "enflame": [
        ("enflame-s60", 42976 * MIB, 38934 * MIB, Health.OK, 35, 99, 12.5),
        ("enflame-s60", 42976 * MIB, 1129 * MIB, Health.FAILED, None, None, None),
    ],
    "kunlunxin": [
        ("kunlunxin-p800-oam", 96 * GIB, 90440 * MIB, Health.OK, 36, 86, 3),
        ("kunlunxin-p800-oam", 96 * GIB, 10 * MIB, Health.OK, 39, 86.4, 0),
    ],
    "kunlunxin_oam": [
        ("kunlunxin-p800-oam", 96 * GIB, 70000 * MIB, Health.OK, 41, 91, 12),
        ("kunlunxin-p800-oam", 96 * GIB, 0, Health.OK, 38, 84, 0),
    ],
    "tpu": [("tpu-v5e", 16 * GIB, None, Health.OK, None, None, None)] * 2,
    "rebellions": [("rebellions-ca25", 16877879296, 4096, Health.OK, 42, 58.92, 0)],
    "furiosa": [("furiosa-rngd", 48 * GIB, None, Health.OK, 40.98, 38, None)],
    "apple": [("apple-m3-max", 48 * GIB, None, Health.OK, None, None, None)],
}


def summary(maker: Maker, reading: Reading) -> tuple[object, ...]:
    return (
        kind_of(maker, reading.model),
        reading.memory_bytes,
        reading.memory_used_bytes,
        reading.health,
        reading.temperature_c,
        reading.power_w,
        reading.use_percent,
    )


def test_every_maker_has_a_recording_and_every_recording_a_source() -> None:
    with (RECORDINGS / "SOURCES.tsv").open() as file:
        sources = {row["maker"]: row["source"] for row in csv.DictReader(file, delimiter="\t")}

    assert {name.partition("_")[0] for name in NAMES} == set(BY_SLUG)
    assert set(NAMES) == set(sources) == set(EXPECTED)
    assert all(source.startswith("https://") for source in sources.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_is_read(name: str) -> None:
    maker, outputs = recorded(name)

    readings = read_outputs(maker, outputs)

    assert [summary(maker, reading) for reading in readings] == EXPECTED[name]
    assert [reading.index for reading in readings] == list(range(len(readings)))


@pytest.mark.parametrize(
    ("name", "kind"), [("nvidia", "NV18"), ("ascend", "HCCS"), ("metax", "MX")]
)
def test_links_between_chips_are_read(name: str, kind: str) -> None:
    maker, outputs = recorded(name)

    first, second = read_outputs(maker, outputs)

    assert first.links == (Link(1, kind),)
    assert second.links == (Link(0, kind),)


def test_versions_and_addresses_are_read() -> None:
    maker, outputs = recorded("metax")
    reading = read_outputs(maker, outputs)[1]
    assert (reading.driver_version, reading.runtime_version) == ("2.14.6", "2.33.0.13")
    assert reading.pci_bus == "0000:0f:00.0"
    assert reading.note == "the tool says Not Available"


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_mutation_raises_anything_but_the_named_error(name: str, data: st.DataObject) -> None:
    maker, outputs = recorded(name)
    which = data.draw(st.sampled_from(sorted(outputs)))
    text = outputs[which]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        middle = data.draw(
            st.one_of(
                st.just(""),
                st.text(max_size=8),
                st.sampled_from(
                    [
                        "null",
                        "[]",
                        "{}",
                        "-1",
                        "9" * 400,
                        "1e999",
                        "NaN",
                        "N/A",
                        "|",
                        "\n",
                        "[" * 50,
                    ]
                ),
            )
        )
        text = text[:start] + middle + text[end:]
        if data.draw(st.booleans()):
            text = text[: data.draw(st.integers(0, len(text)))]

    try:
        readings = read_outputs(maker, {**outputs, which: text})
    except UnreadableOutput:
        return

    for reading in readings:
        assert reading.index >= 0
        assert 0 <= reading.memory_bytes < 1 << 70
        assert len(kind_of(maker, reading.model)) <= 40


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.slug)
@pytest.mark.parametrize(
    "garbage", ["", "null", "{", "<a", "\0\0", "No devices were found", "[" * 9999]
)
def test_garbage_is_no_chip(maker: Maker, garbage: str) -> None:
    outputs = {query.name: garbage for query in maker.queries[0]}
    try:
        readings = read_outputs(maker, outputs)
    except UnreadableOutput:
        return
    assert readings == []
