"""Make rules of what a source includes: -M, -MM, and -MD, -MMD beside a compile."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from jarip.cuda.nvcc.command_line import CommandLine

_SYSTEM: Final = ("/usr/include", "/usr/lib", "/usr/local/include")
_ALL: Final = "generate-dependencies-with-compile"
_OWN: Final = "generate-nonsystem-dependencies-with-compile"


def wants_rule(line: CommandLine) -> bool:
    """Whether a rule is to be written beside the object."""
    return line.has(_ALL) or line.has(_OWN)


def rule_path(line: CommandLine, output: Path) -> Path:
    return Path(line.one("dependency-output") or output.with_suffix(".d"))


def write_rule(files: Iterable[Path], output: Path, line: CommandLine, own: Path) -> None:
    """Write the rule of a CUDA source from the files its compilers read.

    `own` is our CUDA home: its headers count as system headers, for -MMD.
    """
    system = (*_SYSTEM, str(own.resolve()), str(own), *line.many("system-include"))
    kept = [
        path
        for path in dict.fromkeys(files)
        if line.has(_ALL) or not any(path.is_relative_to(place) for place in system)
    ]
    target = _escape(line.one("dependency-target-name") or str(output))
    text = f"{target}: " + " \\\n  ".join(_escape(str(path)) for path in kept) + "\n"
    if line.has("generate-dependency-targets"):
        text += "".join(f"\n{_escape(str(path))}:\n" for path in kept[1:])
    rule_path(line, output).write_text(text, encoding="utf-8")


def clang_rule_flags(line: CommandLine, output: Path) -> list[str]:
    """The same wish, as clang takes it, for sources that clang compiles in one go."""
    if not wants_rule(line):
        return []
    flags = ["-MD" if line.has(_ALL) else "-MMD", "-MF", str(rule_path(line, output))]
    flags += ["-MT", line.one("dependency-target-name") or str(output)]
    return [*flags, "-MP"] if line.has("generate-dependency-targets") else flags


def _escape(name: str) -> str:
    return name.replace("$", "$$").replace(" ", "\\ ").replace("#", "\\#")
