"""A process that runs entries whose numbers it reads, a line each, and writes what became of them.

A kernel that crashes takes this process with it and nothing else: `isolation.py` starts another.
"""

import dataclasses
import json
import os
import signal
import sys
import warnings

os.environ["JARIP_CUDA_DEVICES"] = "2"

from jarip.torch import enable

enable()

import torch  # noqa: E402

from .entries import all_entries  # noqa: E402
from .outcomes import Outcome  # noqa: E402

_PATIENCE_S = 120


def main() -> None:
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what kernels print is no answer
    entries, samples = all_entries(), int(sys.argv[1])
    signal.signal(signal.SIGALRM, _raise_hung)
    for line in sys.stdin:
        entry = entries[int(line)]
        signal.alarm(_PATIENCE_S)
        try:
            outcome = entry.run(samples)
        except TimeoutError:
            outcome = Outcome(entry.name, entry.dtype, problem=f"took over {_PATIENCE_S} s")
        signal.alarm(0)
        answers.write(json.dumps(dataclasses.asdict(outcome)) + "\n")


def _raise_hung(number: int, frame: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    main()
