"""The environment that makes a job see its chips and no others."""

from __future__ import annotations

from collections.abc import Iterable

from jarip.chips.record import Chip

HIDE = "-1"
"""What the variables of makers take for "none"."""


def select_environment(chips: Iterable[Chip], node: Iterable[Chip] = ()) -> dict[str, str]:
    """Variables for a job on `chips`, of all the chips that its `node` has.

    A chip's own variables, then the selecting variable of each maker with the chips' numbers
    joined by commas. Chips of makers it has none of are hidden, with one exception: a job on the
    processor alone keeps `CUDA_VISIBLE_DEVICES` unset, for there the `cuda` device is ours, and
    there are as many of it as chips.
    """
    environment: dict[str, str] = {}
    joined: dict[str, list[str]] = {}
    own = list(chips)
    for chip in own:
        environment |= chip.environment
        for variable, value in chip.visible.items():
            joined.setdefault(variable, []).append(value)
    hidden = {variable for chip in node for variable in chip.visible}
    if not joined:
        hidden.discard("CUDA_VISIBLE_DEVICES")
    processors = sum(chip.kind == "cpu" for chip in own)
    if processors > 1:
        environment["JARIP_CUDA_DEVICES"] = str(processors)
    environment |= dict.fromkeys(sorted(hidden), HIDE)
    return environment | {variable: ",".join(values) for variable, values in joined.items()}


def part_environment(chip: Chip, percent: int, memory_bytes: int) -> dict[str, str]:
    """Variables that hold a job to its part of `chip`, as far as its maker's software heeds any.

    Jarip's own runtime and PyTorch device heed JARIP_DEVICE_MEMORY on every chip they run on.
    """
    values = {
        "percent": percent,
        "mebibytes": max(1, memory_bytes >> 20),
        "cores": max(1, chip.cores * percent // 100),
    }
    environment = {name: text.format(**values) for name, text in chip.part.items()}
    if memory_bytes:
        environment["JARIP_DEVICE_MEMORY"] = str(memory_bytes)
    return environment | {"JARIP_CHIP_PERCENT": str(percent)}
