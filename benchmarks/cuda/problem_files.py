"""A problem on disk: raw arrays beside a manifest, which variants of any language can read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from benchmarks.cuda.case import Array, Arrays, Case, Problem, Scalars

MANIFEST = "problem.json"


@dataclass(frozen=True)
class Shape:
    """What a raw file holds."""

    dtype: str
    shape: tuple[int, ...]

    def read(self, path: Path) -> Array:
        """The array in `path`; ValueError where the size of the file is another."""
        return np.fromfile(path, self.dtype).reshape(self.shape)

    @property
    def bytes(self) -> int:
        return int(np.dtype(self.dtype).itemsize * np.prod(self.shape, dtype=np.int64))


def make_problem(case: Case, sizes: Scalars, seed: int) -> Problem:
    """The case's inputs from `seed` (the same for every run and machine) and its reference."""
    random = np.random.default_rng([seed, crc32(case.name.encode())])
    inputs = case.make_inputs(sizes, random)
    return Problem(sizes, inputs, case.reference(sizes, inputs))


def write_problem(case: Case, problem: Problem, directory: Path) -> None:
    """Writes NAME.bin for each input, and the manifest. Outputs get the type variants write."""
    for name, array in problem.inputs.items():
        np.ascontiguousarray(array).tofile(directory / f"{name}.bin")
    manifest = {
        "case": case.name,
        "scalars": dict(problem.scalars),
        "inputs": describe(problem.inputs),
        "outputs": {
            name: [stored_type(array), array.shape] for name, array in problem.expected.items()
        },
    }
    (directory / MANIFEST).write_text(json.dumps(manifest))


def describe(arrays: Arrays) -> dict[str, list[Any]]:
    return {name: [array.dtype.str, array.shape] for name, array in arrays.items()}


def stored_type(expected: Array) -> str:
    """References are often of float64; what a kernel writes is float32."""
    return np.dtype(np.float32).str if expected.dtype == np.float64 else expected.dtype.str


@dataclass(frozen=True)
class Manifest:
    """What a variant's process knows of the problem."""

    directory: Path
    case: str
    scalars: Scalars
    inputs: Mapping[str, Shape]
    outputs: Mapping[str, Shape]

    def read_inputs(self) -> dict[str, Array]:
        return {name: at.read(self.directory / f"{name}.bin") for name, at in self.inputs.items()}

    def read_outputs(self, directory: Path) -> dict[str, Array]:
        return {name: at.read(directory / f"{name}.bin") for name, at in self.outputs.items()}


def read_manifest(directory: Path) -> Manifest:
    """The manifest that `write_problem` left in `directory`."""
    record = json.loads((directory / MANIFEST).read_text())
    shapes = {
        role: {name: Shape(dtype, tuple(shape)) for name, (dtype, shape) in record[role].items()}
        for role in ("inputs", "outputs")
    }
    return Manifest(directory, record["case"], record["scalars"], **shapes)
