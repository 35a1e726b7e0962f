"""What command lines ask for."""

from pathlib import Path

import pytest

from jarip.cuda.nvcc.command_line import CommandLineError, parse
from jarip.cuda.nvcc.request import Kind, Phase, Request, understand


@pytest.fixture(autouse=True)
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.cu", "b.cu", "c.cpp", "d.c", "e.o", "f.a", "g.so.1", "noted.txt"):
        Path(name).touch()


def asked(*words: str) -> Request:
    return understand(parse(list(words), environment={}))


@pytest.mark.parametrize(
    ("words", "phase"),
    [
        (["a.cu"], Phase.LINK),
        (["-c", "a.cu"], Phase.COMPILE),
        (["-dc", "a.cu"], Phase.COMPILE),
        (["-E", "a.cu"], Phase.PREPROCESS),
        (["-M", "a.cu"], Phase.DEPENDENCIES),
        (["-ptx", "a.cu"], Phase.IMAGE),
        (["--lib", "a.cu"], Phase.ARCHIVE),
        (["-dlink", "e.o"], Phase.DEVICE_LINK),
    ],
)
def test_the_phase_is_what_the_option_says(words: list[str], phase: Phase) -> None:
    assert asked(*words).phase is phase


def test_inputs_are_told_apart_by_suffix() -> None:
    kinds = [i.kind for i in asked("a.cu", "c.cpp", "d.c", "e.o", "f.a", "g.so.1").inputs]
    assert kinds == [Kind.CUDA, Kind.CPP, Kind.C, Kind.OBJECT, Kind.ARCHIVE, Kind.SHARED]


def test_x_names_the_language_of_sources_only() -> None:
    request = asked("-x", "cu", "c.cpp", "noted.txt", "e.o")
    assert [i.kind for i in request.inputs] == [Kind.CUDA, Kind.CUDA, Kind.OBJECT]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["-c", "a.cu"], "a.o"),
        (["-c", "a.cu", "-o", "out/x.obj"], "out/x.obj"),
        (["-c", "a.cu", "-odir", "build"], "build/a.o"),
        (["-ptx", "a.cu"], "a.ptx"),
        (["-cubin", "a.cu"], "a.cubin"),
    ],
)
def test_results_go_where_nvcc_puts_them(words: list[str], expected: str) -> None:
    assert asked(*words).output_for(Path("a.cu")) == Path(expected)


def test_fast_math_sets_what_it_stands_for_unless_said_otherwise() -> None:
    fast = asked("a.cu", "--use_fast_math", "--prec-div=true").device
    assert (fast.fast_math, fast.flush_denormals, fast.precise_division) == (True, True, True)
    plain = asked("a.cu", "--fmad=false").device
    assert (plain.fast_math, plain.precise_division, plain.fuse_multiply_add) == (
        False,
        True,
        False,
    )


def test_macros_reach_both_halves_and_warnings_only_the_host() -> None:
    request = asked("a.cu", "-DN=3", "-Xcompiler", "-DM,-Wall", "-O3")
    assert {"-DN=3", "-DM"} <= set(request.device.language)
    assert "-Wall" in request.host
    assert "-O3" in request.host
    assert "-Wall" not in request.device.language


def test_dc_and_dw_decide_about_relocatable_code() -> None:
    assert asked("-dc", "a.cu").relocatable
    assert not asked("-rdc=true", "-dw", "a.cu").relocatable


def test_gnus_cxx17_is_the_default_and_per_thread_streams_define_their_macro() -> None:
    request = asked("a.cu", "--default-stream", "per-thread")
    assert "-std=gnu++17" in request.language
    assert "-DCUDA_API_PER_THREAD_DEFAULT_STREAM=1" in request.language


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "No input files"),
        (["missing.cu"], "'missing.cu' does not exist"),
        (["noted.txt"], "Don't know what to do with 'noted.txt'"),
        (["-c", "-E", "a.cu"], "More than one compilation phase"),
        (["-c", "a.cu", "b.cu", "-o", "x.o"], "can't be given for several"),
        (["-x", "fortran", "a.cu"], "Unknown language 'fortran'"),
        (["-t", "many", "a.cu"], "takes a number"),
    ],
)
def test_contradictions_are_named(words: list[str], complaint: str) -> None:
    with pytest.raises(CommandLineError) as caught:
        asked(*words)
    assert complaint in str(caught.value)
