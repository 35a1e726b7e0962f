"""Prints ratios of the device to plain CPU PyTorch. Numbers above 1 are slower than plain CPU."""

import argparse

from benchmarks.torch import kernels, operators, programs
from jarip.torch import enable


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--compile", action="store_true", help="compiled programs too")
    arguments = parser.parse_args()
    enable()
    rounds = 5 if arguments.quick else 15
    operators.run(rounds)
    programs.run(rounds, compiled=arguments.compile)
    kernels.run(rounds)


if __name__ == "__main__":
    main()
