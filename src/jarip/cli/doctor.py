"""`jarip doctor`: is this machine well, and if not, what is to be done."""

from __future__ import annotations

from jarip.cli.options import Json, new_app

app = new_app()
MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "failed": ("✗", "red")}


@app.command()
def doctor(json: Json = False) -> int:
    """Check this machine, and say what to do about what is wrong.

    Exits with 1 if something failed; warnings are for what not everybody needs.
    """
    from rich.text import Text

    from jarip.cli.checks import CHECKS
    from jarip.cli.checks.check import Verdict
    from jarip.cli.show import make_console, print_json

    console = make_console()
    found = []
    for run_check in CHECKS:
        check = run_check()
        found.append(check)
        if json:
            continue
        mark, colour = MARKS[check.verdict]
        console.print(Text(f"{mark} {check.name:<13} ", style=colour) + Text(check.finding))
        if check.todo:
            console.print(Text(f"{'':<16}→ {check.todo}", style="bold"))
    if json:
        print_json(found)
    return 1 if any(check.verdict is Verdict.FAILED for check in found) else 0
