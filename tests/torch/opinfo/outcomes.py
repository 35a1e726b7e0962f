"""What became of the entries of a sweep, and the totals of many."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

# Below this share of right entries a sweep fails.
NEEDED_SHARE = 0.99


@dataclass
class Outcome:
    """What became of one entry of a list with one dtype."""

    name: str
    dtype: str
    compared: int = 0  # tensors whose values were compared, gradients among them
    gradients: int = 0
    refused_by_host: int = 0  # samples that plain CPU raises an error for
    problem: str | None = None

    @property
    def verdict(self) -> str:
        if self.problem:
            return "bad"
        return "ok" if self.compared else "vacuous"


class Sweep:
    """All outcomes of a run."""

    def __init__(self, outcomes: Iterable[Outcome] = ()) -> None:
        self.outcomes = list(outcomes)

    def count(self, verdict: str, dtype: str | None = None) -> int:
        return sum(o.verdict == verdict and dtype in (None, o.dtype) for o in self.outcomes)

    def share_ok(self) -> float:
        """Of the entries that the host passes and that compared something."""
        judged = self.count("ok") + self.count("bad")
        return self.count("ok") / judged if judged else 0.0

    def dtypes(self) -> list[str]:
        """In the order in which they were first met."""
        return list(Counter(o.dtype for o in self.outcomes))

    def bad(self) -> list[Outcome]:
        return [o for o in self.outcomes if o.verdict == "bad"]

    def summary(self) -> str:
        compared = sum(o.compared for o in self.outcomes)
        gradients = sum(o.gradients for o in self.outcomes)
        head = (
            f"{self.count('ok')} ok, {self.count('bad')} bad, {self.count('vacuous')} vacuous; "
            f"{compared} tensors compared, {gradients} of them gradients"
        )
        return "\n".join([head, *(f"  {o.name} {o.dtype}: {o.problem}" for o in self.bad())])
