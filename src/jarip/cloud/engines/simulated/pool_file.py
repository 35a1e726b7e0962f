"""The file that describes a simulated pool, and the nodes made from it: the same for a seed."""

from __future__ import annotations

import random
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jarip.chips import Chip, Health, Link, Speed
from jarip.cloud.engines.nodes.records import NodeFacts

GIB = 1 << 30
NOTE = "simulated"
NODES_A_RACK = 16


class Group(BaseModel):
    """Nodes that are alike."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", examples=["ascend-910b3"])
    maker: str
    model: str
    nodes: int = Field(ge=1, le=100_000)
    chips: int = Field(default=8, ge=1, le=64, description="On each node")
    memory_gib: int = Field(default=64, ge=1)
    gflops_f32: float = Field(default=1000.0, gt=0)
    bandwidth_gbs: float = Field(default=1000.0, gt=0)
    link: str = "LINK"


class PoolFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    seed: int = 1
    load: float = Field(default=0.7, ge=0, le=1, description="Part of the chips that others use")
    failed: float = Field(default=0.004, ge=0, le=1)
    degraded: float = Field(default=0.01, ge=0, le=1)
    groups: list[Group] = Field(min_length=1)


def read_pool_file(path: Path) -> PoolFile:
    """The file's content. ValueError that says what is wrong with it."""
    try:
        return PoolFile.model_validate(yaml.safe_load(path.read_text()))
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from error
    except (ValidationError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: {error}") from error


def make_nodes(file: PoolFile) -> dict[str, NodeFacts]:
    """Nodes by name, in racks, with healths drawn by the seed."""
    chance = random.Random(file.seed)
    nodes: dict[str, NodeFacts] = {}
    for group in file.groups:
        for number in range(group.nodes):
            name = f"{group.kind.partition('-')[0]}-{group.kind.rpartition('-')[2]}-{number:04d}"
            rack = f"{group.kind}/{number // NODES_A_RACK}"
            chips = tuple(_make_chip(file, group, index, chance) for index in range(group.chips))
            nodes[name] = NodeFacts(name, "", "", chips, "L0", {}, rack)
    return nodes


def _make_chip(file: PoolFile, group: Group, index: int, chance: random.Random) -> Chip:
    drawn = chance.random()
    health = Health.OK
    if drawn < file.failed:
        health = Health.FAILED
    elif drawn < file.failed + file.degraded:
        health = Health.DEGRADED
    return Chip(
        kind=group.kind,
        index=index,
        maker=group.maker,
        model=group.model,
        memory_bytes=group.memory_gib * GIB,
        cores=0,
        vector_bits=0,
        driver_version=NOTE,
        runtime_version=NOTE,
        health=health,
        speed=Speed(group.gflops_f32, group.gflops_f32 / 2, group.bandwidth_gbs),
        temperature_c=round(chance.gauss(52, 6), 1),
        power_w=round(chance.gauss(300, 60), 0),
        links=tuple(Link(peer, group.link) for peer in range(group.chips) if peer != index),
        note=NOTE,
    )
