"""Make rules beside a compile."""

from pathlib import Path

from jarip.cuda.nvcc.command_line import parse
from jarip.cuda.nvcc.dependencies import clang_rule_flags, wants_rule, write_rule

FILES = [Path("a.cu"), Path("my header.h"), Path("/usr/include/stdio.h"), Path("/home/x/cuda.h")]


def written(tmp_path: Path, *words: str) -> str:
    rule = tmp_path / "a.d"
    line = parse([*words, "-MF", str(rule)], environment={})
    assert wants_rule(line)
    write_rule(FILES, Path("a.o"), line, own=Path("/home/x"))
    return rule.read_text()


def test_md_lists_everything_and_escapes_spaces(tmp_path: Path) -> None:
    text = written(tmp_path, "-MD")
    assert text.startswith("a.o: a.cu \\\n  my\\ header.h")
    assert "/usr/include/stdio.h" in text


def test_mmd_leaves_out_system_headers_and_our_own(tmp_path: Path) -> None:
    text = written(tmp_path, "-MMD")
    assert "stdio.h" not in text
    assert "cuda.h" not in text
    assert "header.h" in text


def test_mt_names_the_target_and_mp_gives_headers_empty_rules(tmp_path: Path) -> None:
    text = written(tmp_path, "-MMD", "-MT", "build/a.o", "-MP")
    assert text.startswith("build/a.o: ")
    assert "\nmy\\ header.h:\n" in text
    assert "\na.cu:\n" not in text


def test_clang_is_told_the_same() -> None:
    line = parse(["-MMD", "-MP"], environment={})
    flags = clang_rule_flags(line, Path("x.o"))
    assert flags == ["-MMD", "-MF", "x.d", "-MT", "x.o", "-MP"]
    assert clang_rule_flags(parse([], environment={}), Path("x.o")) == []
