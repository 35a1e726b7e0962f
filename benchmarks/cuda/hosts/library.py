"""Runs a case's library call: `python -m benchmarks.cuda.hosts.library DIR`."""

import os
import sys
from pathlib import Path

import numpy as np

from benchmarks.cuda.case import Arrays, Library, LibraryCall
from benchmarks.cuda.cases import CASES
from benchmarks.cuda.hosts.serving import Served, serve
from benchmarks.cuda.problem_files import Manifest, read_manifest
from benchmarks.cuda.variant_process import MISSING_EXIT_STATUS


class LibraryRun:
    """The prepared call and what it last returned."""

    def __init__(self, library: Library, manifest: Manifest) -> None:
        self._library = library
        self._manifest = manifest
        self._result: object = None
        self.restore()

    def restore(self) -> None:
        self._call: LibraryCall = self._library.prepare(
            self._manifest.scalars, self._manifest.read_inputs()
        )

    def run(self) -> None:
        self._result = self._call.run()

    def outputs(self) -> Arrays:
        named = self._call.outputs(self._result)
        return {name: np.ascontiguousarray(array) for name, array in named.items()}


def limit_torch_threads(threads: int) -> None:
    """Where the call is torch's: what it has imported by now."""
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(threads)


def main() -> None:
    manifest = read_manifest(Path(sys.argv[1]))
    library = CASES[manifest.case].library
    if library is None:
        sys.exit(f"{manifest.case} has no library call")
    try:
        run = LibraryRun(library, manifest)
    except ImportError as error:
        print(f"{error.name} is not installed: pip install torch", file=sys.stderr)
        sys.exit(MISSING_EXIT_STATUS)
    limit_torch_threads(int(os.environ["OMP_NUM_THREADS"]))
    serve(Served(run.run, run.restore, run.outputs))


if __name__ == "__main__":
    main()
