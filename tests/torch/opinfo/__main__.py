"""The whole sweep: `python -m tests.torch.opinfo`, or `make sweep-torch`.

`--write` notes the result in docs/compat/torch-sweep.json and writes docs/compat/torch.md anew.
`--only NAME` runs the entries of that name. Exits with 1 below the needed share of right entries.
"""

import argparse
import json
import os
import sys

import torch

from jarip.torch.support_page import PAGE, SWEEP, write_page

from .entries import Entry, all_entries
from .isolation import run_isolated
from .outcomes import NEEDED_SHARE, Outcome, Sweep


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=8, help="of each entry, at most")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--only", action="append", help="an entry's name; may be repeated")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    entries = all_entries()
    chosen = [i for i, e in enumerate(entries) if not arguments.only or e.name in arguments.only]
    sweep = run_isolated(
        [(entry.name, entry.dtype) for entry in entries],
        chosen,
        arguments.samples,
        arguments.workers,
        lambda done, outcome: _show_progress(done, len(chosen), outcome),
    )
    print(sweep.summary())
    print(f"{sweep.share_ok():.2%} right of what plain CPU passes")
    if arguments.write:
        SWEEP.write_text(_record([entries[i] for i in chosen], sweep, arguments.samples))
        PAGE.write_text(write_page())
    return 0 if sweep.share_ok() >= NEEDED_SHARE else 1


def _show_progress(done: int, all_of_them: int, outcome: Outcome) -> None:
    if outcome.problem:
        print(f"{outcome.name} {outcome.dtype}: {outcome.problem}", flush=True)
    if done % 500 == 0:
        print(f"[{done}/{all_of_them}]", file=sys.stderr, flush=True)


def _record(entries: list[Entry], sweep: Sweep, samples: int) -> str:
    """What the page is written from: a row for each dtype of operators and each other list."""
    rows: dict[str, list[Outcome]] = {}
    for entry, outcome in zip(entries, sweep.outcomes, strict=True):
        title = f"operators, {entry.dtype}" if entry.group == "operators" else entry.group
        rows.setdefault(title, []).append(outcome)
    record = {
        "torch": torch.__version__,
        "samples": samples,
        "rows": {title: _count(Sweep(outcomes)) for title, outcomes in rows.items()},
        "bad": [[o.name, o.dtype, o.problem] for o in sweep.bad()],
    }
    return json.dumps(record, indent=1) + "\n"


def _count(sweep: Sweep) -> dict[str, int]:
    verdicts = {verdict: sweep.count(verdict) for verdict in ("ok", "bad", "vacuous")}
    compared = sum(outcome.compared for outcome in sweep.outcomes)
    return verdicts | {
        "compared": compared,
        "gradients": sum(outcome.gradients for outcome in sweep.outcomes),
    }


if __name__ == "__main__":
    sys.exit(main())
