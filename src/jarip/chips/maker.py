"""What a maker's module says of its chips: which tool to ask, how to read it, how to select one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import ParseError

from jarip.chips.record import Health, Link


class UnreadableOutput(ValueError):
    """A tool wrote something that its maker's module can't read; the text says what."""


class Route(StrEnum):
    """How a framework's `cuda` code gets onto a chip."""

    NATIVE = "runs CUDA itself"
    ALIAS = "device alias: the maker's PyTorch build answers to `cuda`"
    PLUGIN = "the maker's PyTorch plug-in, a device of its own name"
    OWN_COMPILER = "Jarip's compiler and PyTorch device"
    INFERENCE = "the maker's inference compiler"


@dataclass(frozen=True, slots=True)
class Query:
    """One run of a tool, by the name under which the reader finds its output."""

    name: str
    argv: tuple[str, ...]
    required: bool = True
    """Whether there is nothing to read without it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a maker's tool said of one chip."""

    index: int
    model: str
    memory_bytes: int = 0
    memory_used_bytes: int | None = None
    uuid: str = ""
    pci_bus: str = ""
    numa_node: int | None = None
    driver_version: str = ""
    runtime_version: str = ""
    health: Health = Health.OK
    temperature_c: float | None = None
    power_w: float | None = None
    use_percent: float | None = None
    links: tuple[Link, ...] = ()
    note: str = ""


Outputs = Mapping[str, str]
"""A query's name → what the tool wrote."""


@dataclass(frozen=True, slots=True)
class Maker:
    """One maker's chips."""

    slug: str
    """Begins the kind of each of its chips: `nvidia`, `ascend`."""
    name: str
    queries: tuple[tuple[Query, ...], ...]
    """Ways to ask, the best first: the first whose program is installed is taken."""
    read: Callable[[Outputs], list[Reading]]
    """Reads one way's outputs. What it raises, `read_outputs` turns into UnreadableOutput."""
    pci_vendor: int | None
    visible: str
    """The environment variable that selects chips."""
    route: Route
    select_by_uuid: bool = False
    """Whether `visible` takes UUIDs; indices otherwise."""
    nodes: tuple[str, ...] = ()
    """Device nodes; `{index}` is the chip's number. Those without it are shared by all."""
    kubernetes: str = ""
    """Extended resource by which the maker's device plug-in hands out whole chips; "" for none."""
    part: tuple[tuple[str, str], ...] = ()
    """Variables that hold a job to a part of a chip, as `Chip.part` has them."""
    docs: tuple[str, ...] = ()
    """Where variable and nodes are documented."""


def read_outputs(maker: Maker, outputs: Outputs) -> list[Reading]:
    """The chips that the outputs speak of, by index. UnreadableOutput if they make no sense."""
    try:
        readings = sorted(maker.read(outputs), key=lambda each: each.index)
    except UnreadableOutput:
        raise
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        ParseError,
    ) as error:
        raise UnreadableOutput(f"{maker.name}: unreadable output: {error!r}") from error
    indices = [reading.index for reading in readings]
    if len(set(indices)) != len(indices):
        raise UnreadableOutput(f"{maker.name}: two chips have the same index")
    return readings


MAKER_WORDS = re.compile(
    r"\b(nvidia|amd|intel|corporation|instinct|radeon|huawei|ascend|moore|threads|mtt|biren|"
    r"cambricon|hygon|dcu|metax|iluvatar|enflame|kunlunxin|google|tpu|rebellions|rbln|furiosa|"
    r"apple|data|center|gpu|series|graphics|accelerator|graphics card|pcie|r|tm)\b"
)
LONGEST_KIND = 40


def kind_of(maker: Maker, model: str) -> str:
    """The kind as plans price it: the maker's slug and the model's telling words."""
    words = re.sub(r"[^a-z0-9]+", " ", model.lower().replace("ascend", "ascend "))
    told = "-".join(MAKER_WORDS.sub(" ", words).split())
    return f"{maker.slug}-{told}"[:LONGEST_KIND].rstrip("-") if told else maker.slug
