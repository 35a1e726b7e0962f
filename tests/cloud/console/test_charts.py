"""Charts draw what they are given, and stay small."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarip.cloud.console.charts.bars import Bar, draw_bars
from jarip.cloud.console.charts.curves import Curve, draw_curves
from jarip.cloud.console.charts.pool_map import draw_pool_map
from jarip.cloud.console.charts.scale import nice_ticks, place
from jarip.cloud.console.charts.small import draw_meter, draw_sparkline

NUMBERS = st.floats(-1e12, 1e12, allow_nan=False)


@given(low=NUMBERS, span=st.floats(1e-6, 1e12))
def test_ticks_cover_their_values_and_are_few(low: float, span: float) -> None:
    high = low + span
    ticks = nice_ticks(low, high)
    assert ticks == sorted(ticks)
    assert 2 <= len(ticks) <= 9
    slack = 1e-9 * max(abs(low), abs(high), span)
    assert ticks[-1] >= high - slack
    assert ticks[0] <= low + slack


def test_ticks_are_round() -> None:
    assert nice_ticks(0, 97) == [0, 50, 100]
    assert nice_ticks(0.1, 2.3) == [0, 1, 2, 3]


def test_bars_stand_on_each_other_and_say_what_they_are() -> None:
    bars = [Bar("1 Jan", (1.0, 3.0)), Bar("2 Jan", (0.0, 0.0))]
    drawings = ElementTree.fromstring(draw_bars("Usage", ["cpu", "gpu"], bars, str))
    assert [svg.get("class") for svg in drawings] == ["chart for-screens", "chart for-phones"]
    for svg in drawings:
        assert_stacked(svg.findall("rect"))


def test_long_values_of_an_axis_have_room() -> None:
    drawings = ElementTree.fromstring(
        draw_bars("Revenue", ["paid"], [Bar("2026-11", (380_000.0,))], lambda v: f"₩{v:,.0f}")
    )
    for svg in drawings:
        texts = [each for each in svg.findall("text") if each.get("text-anchor") == "end"]
        assert max(len(each.text or "") for each in texts) == len("₩400,000")
        assert all(float(each.get("x", "")) >= 7 * len(each.text or "") for each in texts)


def assert_stacked(parts: list[ElementTree.Element]) -> None:
    assert [part.findtext("title") for part in parts] == ["1 Jan · cpu: 1.0", "1 Jan · gpu: 3.0"]
    lower, upper = parts
    assert float(upper.get("y", "")) + float(upper.get("height", "")) == pytest.approx(
        float(lower.get("y", "")), abs=0.2
    )
    assert float(upper.get("height", "")) == pytest.approx(
        3 * float(lower.get("height", "")), abs=0.4
    )


def test_curves_break_where_there_is_no_number() -> None:
    curve = Curve("run", ((0, 1.0), (1, None), (2, 3.0), (3, 2.0)))
    path = ElementTree.fromstring(draw_curves("loss", [curve])).find("path")
    assert path is not None
    assert path.get("d", "").count("M") == 2
    assert path.findtext("title") == "run: 2"


def test_curves_without_any_number_are_not_drawn() -> None:
    assert draw_curves("loss", [Curve("run", ((0, None),))]) == ""


def test_names_are_escaped() -> None:
    evil = "<script>alert(1)</script>"
    drawings = [
        draw_bars(evil, [evil], [Bar(evil, (1.0,))], str),
        draw_curves(evil, [Curve(evil, ((0, 1.0), (1, 2.0)))]),
        draw_pool_map(evil, [("free", evil)]),
        draw_meter(evil, 0.5),
        draw_sparkline(evil, [1, 2]),
    ]
    assert not [drawing for drawing in drawings if "<script" in drawing]


def test_a_map_of_ten_thousand_chips_is_small_and_complete() -> None:
    cells = [("busy" if index % 7 == 0 else "free", f"chip {index}") for index in range(10_000)]
    drawn = draw_pool_map("pool", cells)
    assert len(drawn) < 100_000
    shapes = {
        path.get("class", "").split()[-1]: path.get("d", "")
        for path in ElementTree.fromstring(drawn).findall("path")
    }
    across = {
        state: sum(int(length) for length in re.findall(r"(?<=h)\d+", shapes[state])) // 12
        for state in ("busy", "free")
    }
    assert across == {"busy": 1429, "free": 8571}


@pytest.mark.parametrize(
    ("share", "tone"), [(0.1, "ok"), (0.8, "warn"), (1.0, "bad"), (3.0, "bad")]
)
def test_a_meter_warns_before_it_is_full(share: float, tone: str) -> None:
    svg = ElementTree.fromstring(draw_meter("used", share))
    assert svg.get("class") == f"meter {tone}"
    assert float(svg.findall("rect")[1].get("width", "")) <= 200


def test_places_go_from_start_to_end() -> None:
    assert [place(value, 0, 10, 100, 0) for value in (0, 5, 10)] == [100, 50, 0]
    assert place(3, 3, 3, 0, 10) == 5
