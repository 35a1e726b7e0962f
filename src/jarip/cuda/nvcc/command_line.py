"""nvcc's command line, parsed by the option table into plain values. Nothing is decided here.

The notation is that of the public documentation, "Command Option Types and Notation": a value
follows its option after spaces or `=`, list values are separated by commas or given by repeating
the option, and a few one-letter options take their value attached, as gcc's do. `@FILE` reads
options from a file as `--options-file FILE` does.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jarip.cuda.nvcc.options import (
    ATTACHED_VALUE,
    BOOLEAN,
    BY_NAME,
    FLAG,
    LIST,
    REFUSED,
    Option,
)


class CommandLineError(Exception):
    """The command line can't be followed; the message says which option or file and why."""


@dataclass
class CommandLine:
    """What was said: values by long option name, inputs in order, and options nvcc doesn't know.

    `link_items` keeps inputs and libraries (`-lfoo`) in the order they were given, because
    static linking depends on it.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    link_items: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    for_linker: list[str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether a flag was given, or a true-or-false option was set to true."""
        given = self.values.get(name)
        return bool(given) and given[-1] not in ("false", "no", "0")  # type: ignore[index]

    def one(self, name: str, default: str = "") -> str:
        """The last value given: nvcc lets a later option win."""
        given = self.values.get(name)
        return given[-1] if given else default

    def many(self, name: str) -> list[str]:
        return self.values.get(name, [])


# A comma in a macro's value is part of it unless another definition follows.
_NEXT_MACRO = re.compile(r",(?=[A-Za-z_]\w*(?:=|$|\(|,))")
_ATTACHED = re.compile(ATTACHED_VALUE)
_COMMA = re.compile(r"(?<!\\),")
_HOST_WORDS = ("compiler-options", "linker-options", "archive-options", "run-args")
_FORWARDING = ("forward-unknown-to-host-compiler", "forward-unknown-opts")
_LINK_FORWARDING = ("forward-unknown-to-host-linker", "forward-unknown-opts")


def parse(arguments: list[str], environment: dict[str, str] | None = None) -> CommandLine:
    """Parse nvcc's arguments, with NVCC_PREPEND_FLAGS and NVCC_APPEND_FLAGS around them.

    Raises CommandLineError for an unknown or refused option and for a missing value.
    """
    env = os.environ if environment is None else environment
    words = [
        *shlex.split(env.get("NVCC_PREPEND_FLAGS", "")),
        *arguments,
        *shlex.split(env.get("NVCC_APPEND_FLAGS", "")),
    ]
    line = CommandLine()
    _parse_words(iter(words), line)
    _reject_unknown(line)
    return line


def _parse_words(words: Iterator[str], line: CommandLine, within: tuple[Path, ...] = ()) -> None:
    """`within` are the options files that the words stand in, outermost first."""
    for word in words:
        if word.startswith("@"):
            _parse_file(word[1:], line, within)
            continue
        if not word.startswith("-") or word == "-":
            line.inputs.append(word)
            line.link_items.append(word)
            continue
        option, value = _split_option(word)
        if option is None:
            line.unknown.append(word)
        elif option.long == "options-file":
            for name in _list_values(option, value or _next_value(words, word)):
                _parse_file(name, line, within)
        else:
            _record(line, option, word, value, words)


def _split_option(word: str) -> tuple[Option | None, str | None]:
    """`-std=c++17`, `--std c++17`, `-O3`, `-Idir` → the option and the value within the word."""
    name, equals, value = word.lstrip("-").partition("=")
    if name in BY_NAME:
        return BY_NAME[name], value if equals else None
    attached = _ATTACHED.fullmatch(word)
    if attached is None:
        return None, None
    short, rest = (group for group in attached.groups() if group is not None)
    return BY_NAME[short], rest


def _record(
    line: CommandLine, option: Option, word: str, value: str | None, words: Iterator[str]
) -> None:
    if option.handling == REFUSED:
        raise CommandLineError(f"Option '{word}' is not supported by Jarip: {option.note}")
    given = line.values.setdefault(option.long, [])
    if option.takes == FLAG:
        if value is not None:
            raise CommandLineError(f"Option '{word}' takes no value")
        given.append("true")
    elif option.takes == BOOLEAN:
        given.append(_truth(option, value if value is not None else _next_value(words, word)))
    elif option.takes == LIST:
        values = _list_values(option, value if value is not None else _next_value(words, word))
        given.extend(values)
        if option.long == "library":
            line.link_items.extend(f"-l{name}" for name in values)
    else:
        given.append(value if value is not None else _next_value(words, word))


def _next_value(words: Iterator[str], word: str) -> str:
    try:
        return next(words)
    except StopIteration:
        raise CommandLineError(f"Option '{word}' needs a value") from None


def _truth(option: Option, value: str) -> str:
    truth = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false"}
    if value == "0":
        return "false"
    if value not in truth:
        raise CommandLineError(f"Option '--{option.long}' takes true or false, not '{value}'")
    return truth[value]


def _list_values(option: Option, value: str) -> list[str]:
    if option.long == "define-macro":
        return [part for part in _NEXT_MACRO.split(value) if part]
    parts = [part.replace("\\,", ",") for part in _COMMA.split(value) if part]
    if option.long in _HOST_WORDS:  # nvcc hands them to a shell: one value may hold several words
        return [word for part in parts for word in shlex.split(part)]
    return parts


def _parse_file(name: str, line: CommandLine, within: tuple[Path, ...]) -> None:
    place = Path(name).resolve()
    if place in within:
        raise CommandLineError(f"Options file '{name}' asks for itself")
    _parse_words(iter(_read_options_file(name)), line, (*within, place))


def _read_options_file(name: str) -> list[str]:
    try:
        text = Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise CommandLineError(f"Options file '{name}' can't be read: {error.strerror}") from None
    return shlex.split(text, comments=True)


def _reject_unknown(line: CommandLine) -> None:
    """Unknown options go to the host compiler or linker if nvcc was told so."""
    if not line.unknown:
        return
    to_compiler = any(line.has(name) for name in _FORWARDING)
    to_linker = any(line.has(name) for name in _LINK_FORWARDING)
    if not (to_compiler or to_linker):
        raise CommandLineError(f"Unknown option '{line.unknown[0]}'")
    if to_compiler:
        line.values.setdefault("compiler-options", []).extend(line.unknown)
    if to_linker:
        line.for_linker.extend(line.unknown)
