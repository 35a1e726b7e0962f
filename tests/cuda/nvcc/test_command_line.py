"""nvcc's notation, as its documentation describes it."""

from pathlib import Path

import pytest

from jarip.cuda.nvcc.command_line import CommandLine, CommandLineError, parse
from jarip.cuda.nvcc.options import ALL_OPTIONS, BY_NAME, FLAG, GROUPS


def parsed(*words: str) -> CommandLine:
    return parse(list(words), environment={})


@pytest.mark.parametrize(
    "words",
    [["-std=c++17"], ["-std", "c++17"], ["--std=c++17"], ["--std", "c++17"]],
)
def test_a_value_may_follow_after_space_or_equals(words: list[str]) -> None:
    assert parsed(*words).one("std") == "c++17"


def test_attached_values_are_read_as_gcc_reads_them() -> None:
    line = parsed("-O3", "-Iinclude", "-DN=4", "-lm", "-Llib", "-t4", "-xcu")
    assert line.one("optimize") == "3"
    assert line.many("include-path") == ["include"]
    assert line.many("define-macro") == ["N=4"]
    assert line.one("threads") == "4"
    assert line.one("x") == "cu"


def test_lists_split_at_commas_and_add_up() -> None:
    line = parsed("-Ia,b", "-I", "c", "-Xcompiler", "-Wall,-O2", "-Xcompiler=-fPIC")
    assert line.many("include-path") == ["a", "b", "c"]
    assert line.many("compiler-options") == ["-Wall", "-O2", "-fPIC"]


def test_one_xcompiler_value_may_hold_several_words() -> None:
    assert parsed("-Xcompiler", "-O2 -Wall").many("compiler-options") == ["-O2", "-Wall"]


def test_a_comma_inside_a_macro_value_stays() -> None:
    assert parsed("-DF(a,b)=a+b").many("define-macro") == ["F(a,b)=a+b"]
    assert parsed("-DA=1,B=2").many("define-macro") == ["A=1", "B=2"]


def test_inputs_and_libraries_keep_their_order_for_the_linker() -> None:
    line = parsed("a.cu", "-lfoo", "b.o", "-lbar")
    assert line.link_items == ["a.cu", "-lfoo", "b.o", "-lbar"]
    assert line.inputs == ["a.cu", "b.o"]


def test_the_last_of_two_single_values_wins() -> None:
    assert parsed("-O0", "-O2").one("optimize") == "2"


@pytest.mark.parametrize(("word", "expected"), [("-rdc=true", True), ("-rdc=false", False)])
def test_true_or_false_options(word: str, expected: bool) -> None:
    assert parsed(word).has("relocatable-device-code") is expected


def test_environment_flags_go_around_the_arguments() -> None:
    line = parse(["-O1"], {"NVCC_PREPEND_FLAGS": "-O0 -DA", "NVCC_APPEND_FLAGS": "-O2"})
    assert line.one("optimize") == "2"
    assert line.many("define-macro") == ["A"]


@pytest.mark.parametrize("notation", ["--options-file {}", "-optf={}", "@{}"])
def test_options_come_from_files(notation: str, tmp_path: Path) -> None:
    # given a file of options and inputs, which names a second one
    listed, objects = tmp_path / "flags", tmp_path / "objects.rsp"
    listed.write_text(f'-O3 -DNAME="a b"\n-I include\n@{objects}\n', encoding="utf-8")
    objects.write_text("a.o\nb.o\n-lm\n", encoding="utf-8")
    # when it is named in any notation
    line = parsed(*notation.format(listed).split(), "x.cu")
    # then its words count as if they stood in its place
    assert line.many("define-macro") == ["NAME=a b"]
    assert line.many("include-path") == ["include"]
    assert line.link_items == ["a.o", "b.o", "-lm", "x.cu"]


def test_an_options_file_that_asks_for_itself_is_an_error(tmp_path: Path) -> None:
    listed = tmp_path / "flags"
    listed.write_text(f"@{listed}", encoding="utf-8")
    with pytest.raises(CommandLineError, match="asks for itself"):
        parsed(f"@{listed}", "x.cu")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["-march=native"], "Unknown option '-march=native'"),
        (["-o"], "'-o' needs a value"),
        (["-rdc=perhaps"], "takes true or false"),
        (["-lineinfo=3"], "takes no value"),
        (["--options-file", "/nonexistent"], "can't be read"),
        (["@/nonexistent"], "can't be read"),
        (["--optix-ir"], "OptiX"),
    ],
)
def test_errors_name_the_option(words: list[str], complaint: str) -> None:
    with pytest.raises(CommandLineError) as caught:
        parsed(*words)
    assert complaint in str(caught.value)


def test_unknown_options_are_forwarded_when_asked() -> None:
    line = parsed("-forward-unknown-to-host-compiler", "-march=native", "x.cu")
    assert line.many("compiler-options") == ["-march=native"]
    assert line.for_linker == []


def test_no_name_stands_for_two_options() -> None:
    names = [name for option in ALL_OPTIONS for name in (option.long, *option.short)]
    assert len(names) == len(set(names)) == len(BY_NAME)


def test_every_option_that_does_nothing_or_is_refused_says_why() -> None:
    silent = [o.long for o in ALL_OPTIONS if o.handling != "supported" and not o.note]
    assert silent == []


def test_flags_are_told_from_options_with_values() -> None:
    for options in GROUPS.values():
        for option in options:
            word = f"--{option.long}"
            if option.takes != FLAG and option.handling != "refused":
                with pytest.raises(CommandLineError):
                    parsed(word)
