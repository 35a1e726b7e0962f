"""Runs one C function a thread at a time and widened, and tells where the results differ."""

from __future__ import annotations

import ctypes
import subprocess
from pathlib import Path

import llvmlite.binding as llvm
import numpy as np

from jarip.cuda.analysis.shape import UNIFORM, affine
from jarip.cuda.frontend.toolchain import clang
from jarip.cuda.ir.function import Function
from jarip.cuda.ir.parser import parse_module
from jarip.cuda.passes.widen.function import widen_function
from jarip.cuda.passes.widen.plan import WidenPlan
from jarip.cuda.passes.widen.result import Wide
from jarip.cuda.targets import host, lane_by_lane
from jarip.cuda.targets.link import link_shared

TABLE = 1024
CLANG_FLAGS = (
    "-O1 -S -emit-llvm -fno-vectorize -fno-slp-vectorize "
    "-fno-unroll-loops -ffp-contract=off -fwrapv -fno-math-errno -w"
).split()


def device_like_ir(source: str, folder: Path) -> str:
    """The C source as LLVM assembly in the form that widening takes."""
    (folder / "program.c").write_text(source)
    output = folder / "program.ll"
    command = [*clang(), *CLANG_FLAGS, "-o", str(output), str(folder / "program.c")]
    subprocess.run(command, check=True)
    module = llvm.parse_assembly(output.read_text())
    builder = llvm.create_pass_builder(host.machine(), llvm.create_pipeline_tuning_options(1))
    manager = llvm.create_new_module_pass_manager()
    manager.add_lower_switch_pass()
    manager.add_loop_simplify_pass()
    manager.add_lcssa_pass()
    manager.add_instruction_namer_pass()
    manager.run(module, builder)
    return str(module).replace("fastcc ", "")


def widen(text: str, lanes: int, partial: bool) -> tuple[Function, Wide]:
    """The module's `region`, whose last two arguments count the threads, widened."""
    function = parse_module(text).functions["region"]
    shapes = dict.fromkeys(function.arguments, UNIFORM)
    for counter in function.arguments[-2:]:
        shapes[counter] = affine(1, lanes)
    plan = WidenPlan("wide", lanes, shapes, partial, permutes=host.permutable_bits())
    return function, widen_function(function, plan)


def _with_driver(text: str, function: Function, wide: Wide, lanes: int, partial: bool) -> str:
    """Adds `drive(arguments..., n0, n1)`, which runs threads n0 to n1 in groups."""
    passed = ", ".join(f"{a.type} %{a.name}" for a in function.arguments[:-2])
    mask = f", <{lanes} x i1> %mask" if partial else ""
    steps = ", ".join(f"i64 {lane}" for lane in range(lanes))
    vector = f"<{lanes} x i64>"
    driver = f"""
define void @drive({passed}, i64 %n0, i64 %n1) {{
entry:
  br label %group
group:
  %t = phi i64 [ %n0, %entry ], [ %following, %group ]
  %t32 = trunc i64 %t to i32
  %left = sub i64 %n1, %t
  %one = insertelement {vector} poison, i64 %left, i64 0
  %all = shufflevector {vector} %one, {vector} poison, <{lanes} x i32> zeroinitializer
  %mask = icmp ult {vector} <{steps}>, %all
  %r = call {wide.result} @wide({passed}, i32 %t32, i64 %t{mask})
  %following = add i64 %t, {lanes}
  %more = icmp ult i64 %following, %n1
  br i1 %more, label %group, label %done
done:
  ret void
}}
"""
    declared = [d for name, d in wide.declarations.items() if f"{name}(" not in text]
    helpers = lane_by_lane.definitions([wide.text])
    widened = [part.replace("#0", "") for part in (wide.text, *helpers)]
    return "\n".join([text, *declared, *widened, driver])


class Program:
    """Compiled forms of one source, kept alive together."""

    def __init__(self, source: str, lanes: int, partial: bool, folder: Path) -> None:
        text = device_like_ir(source, folder)
        function, self.wide = widen(text, lanes, partial)
        module = llvm.parse_assembly(_with_driver(text, function, self.wide, lanes, partial))
        module.verify()
        options = llvm.create_pipeline_tuning_options(3)
        options.loop_vectorization = options.slp_vectorization = False
        builder = llvm.create_pass_builder(host.machine(), options)
        builder.getModulePassManager().run(module, builder)
        # As kernels are: linked and loaded. LLVM's own loader wants all its memory within 2 GiB,
        # and ends the process where it gets it elsewhere.
        library = folder / f"program{lanes}.so"
        link_shared(host.emit_object(module), library)
        self._library = ctypes.CDLL(str(library), mode=ctypes.RTLD_LOCAL)

    def run(self, threads: int, seed: int, wide: bool) -> list[np.ndarray]:
        """The outputs of that many threads."""
        numbers = np.random.default_rng(seed)
        inputs = [
            numbers.integers(-1000, 1000, TABLE).astype(np.int32),
            numbers.standard_normal(TABLE).astype(np.float32),
            numbers.integers(0, 255, TABLE).astype(np.uint8),
        ]
        room = 2 * threads + 128
        outputs = [
            np.zeros(room, np.int32),
            np.zeros(room, np.float32),
            np.zeros(3 * room, np.int16),
            np.zeros(3 * room, np.float32),
            np.zeros(room, np.int32),
            np.zeros(room, np.float64),
        ]
        pointers = [a.ctypes.data for a in (*inputs, *outputs)]
        kinds = [ctypes.c_void_p] * len(pointers) + [ctypes.c_int]
        if wide:
            drive = self._library.drive
            drive.argtypes, drive.restype = [*kinds, ctypes.c_long, ctypes.c_long], None
            drive(*pointers, threads, 0, threads)
            return outputs
        region = self._library.region
        region.argtypes = [*kinds, ctypes.c_int, ctypes.c_long]
        for thread in range(threads):
            region(*pointers, threads, thread, thread)
        return outputs


def differences(program: Program, threads: int, seed: int) -> list[str]:
    """Where wide and scalar disagree, bit for bit but for the payload of a NaN."""
    found = []
    pairs = zip(program.run(threads, seed, False), program.run(threads, seed, True), strict=True)
    for number, (scalar, wide) in enumerate(pairs):
        same = scalar == wide
        if scalar.dtype.kind == "f":
            same |= np.isnan(scalar) & np.isnan(wide)
        found += [
            f"out{number}[{at}]: {scalar[at]} a thread at a time, {wide[at]} widened"
            for at in np.flatnonzero(~same)[:4]
        ]
    return found
