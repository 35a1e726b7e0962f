"""Runs a case's OpenCL plan on a CPU: `python -m benchmarks.cuda.hosts.opencl DIR`."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cuda.case import Arrays, Case, Clear, Step
from benchmarks.cuda.cases import CASES
from benchmarks.cuda.hosts.serving import Served, serve
from benchmarks.cuda.problem_files import Manifest, read_manifest
from benchmarks.cuda.variant_process import MISSING_EXIT_STATUS

KERNELS = Path(__file__).parents[1] / "kernels"


def exit_missing(what: str) -> None:
    print(f"{what}: run tools/setup-benchmarks.sh", file=sys.stderr)
    sys.exit(MISSING_EXIT_STATUS)


def find_device(cl: Any) -> Any:
    """The first CPU device; exits as missing where there is none."""
    try:
        devices = [d for platform in cl.get_platforms() for d in platform.get_devices()]
    except cl.LogicError:
        devices = []
    for device in devices:
        if device.type & cl.device_type.CPU:
            return device
    exit_missing("no OpenCL CPU device (Debian's package is pocl-opencl-icd)")
    return None


class OpenClRun:
    """Buffers and kernels of one case, ready to enqueue."""

    def __init__(self, cl: Any, case: Case, manifest: Manifest) -> None:
        self._cl = cl
        self._manifest = manifest
        self._inputs = manifest.read_inputs()
        context = cl.Context([find_device(cl)])
        self._queue = cl.CommandQueue(context)
        program = cl.Program(context, (KERNELS / f"{case.name}.cl").read_text()).build()
        plan = case.opencl(manifest.scalars)
        self._buffers = self._make_buffers(context, plan.scratch)
        self._steps = [self._prepare(program, step) for step in plan.steps]
        self.restore()

    def _make_buffers(self, context: Any, scratch: Mapping[str, int]) -> dict[str, Any]:
        described = {**self._manifest.inputs, **self._manifest.outputs}
        sizes = {name: shape.bytes for name, shape in described.items()} | dict(scratch)
        flags = self._cl.mem_flags.READ_WRITE
        return {name: self._cl.Buffer(context, flags, size) for name, size in sizes.items()}

    def _prepare(self, program: Any, step: Step) -> Callable[[], object]:
        cl, queue = self._cl, self._queue
        if isinstance(step, Clear):
            buffer = self._buffers[step.buffer]
            return lambda: cl.enqueue_fill_buffer(queue, buffer, np.uint32(0), 0, buffer.size)
        kernel = cl.Kernel(program, step.kernel)
        kernel.set_args(*(self._buffers[a] if isinstance(a, str) else a for a in step.arguments))
        threads, group = step.global_size, step.local_size
        return lambda: cl.enqueue_nd_range_kernel(queue, kernel, threads, group)

    def run(self) -> None:
        for step in self._steps:
            step()
        self._queue.finish()

    def restore(self) -> None:
        for name, shape in self._manifest.outputs.items():
            if name not in self._inputs:
                self._upload(name, np.zeros(shape.shape, shape.dtype))
        for name, array in self._inputs.items():
            self._upload(name, array)
        self._queue.finish()

    def _upload(self, name: str, array: Any) -> None:
        self._cl.enqueue_copy(self._queue, self._buffers[name], array)

    def outputs(self) -> Arrays:
        arrays = {}
        for name, shape in self._manifest.outputs.items():
            arrays[name] = np.empty(shape.shape, shape.dtype)
            self._cl.enqueue_copy(self._queue, arrays[name], self._buffers[name])
        self._queue.finish()
        return arrays


def main() -> None:
    try:
        import pyopencl
    except ImportError:
        exit_missing("pyopencl is not installed")
    manifest = read_manifest(Path(sys.argv[1]))
    run = OpenClRun(pyopencl, CASES[manifest.case], manifest)
    serve(Served(run.run, run.restore, run.outputs))


if __name__ == "__main__":
    main()
