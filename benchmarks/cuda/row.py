"""One row of the table: what was measured of a case, and the figures drawn from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.cuda.compile_cost import CompileCost
from benchmarks.cuda.ratios import Spread, fastest, ratio_of
from benchmarks.cuda.variants import OURS, Kind, Variant, of_kind


@dataclass(frozen=True)
class Row:
    """Seconds of a run per variant and round; what is missing or wrong, with the reason."""

    name: str
    title: str
    seconds: dict[str, list[float]]
    missing: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    library: str | None = None
    cost: CompileCost | None = None

    def milliseconds(self, variant: str) -> float | None:
        """The median over rounds; None where the variant gave no time."""
        times = self.seconds.get(variant)
        return 1e3 * median(times) if times else None

    def best_openmp(self) -> str | None:
        """The fastest of the OpenMP columns."""
        return self._fastest(of_kind(Kind.OPENMP))

    def ratio(self, against: str | None, ours: str = OURS.name) -> Spread | None:
        """Their time over ours; None where either gave no time."""
        if against is None or against not in self.seconds or ours not in self.seconds:
            return None
        return ratio_of(self.seconds[ours], self.seconds[against])

    def share_of_limit(self) -> Spread | None:
        """The time of the physical limit over ours: 1.0 would be all that the machine can do.

        The limit of a round is the longer of moving the bytes and of doing the operations.
        """
        limits = [self.seconds[v.name] for v in of_kind(Kind.LIMIT) if v.name in self.seconds]
        if not limits or OURS.name not in self.seconds:
            return None
        longest = [max(round_) for round_ in zip(*limits, strict=True)]
        return ratio_of(self.seconds[OURS.name], longest)

    def bound(self) -> str | None:
        """Which limit binds: memory or compute."""
        times = {
            v.name: self.seconds[v.name] for v in of_kind(Kind.LIMIT) if v.name in self.seconds
        }
        return max(times, key=lambda name: median(times[name]), default=None)

    def _fastest(self, variants: Sequence[Variant]) -> str | None:
        return fastest({v.name: self.seconds[v.name] for v in variants if v.name in self.seconds})
