"""The base type of `torch.cuda.CUDAGraph`; the work is in `core/graph.cpp`."""

import itertools
import warnings
from typing import Any

from jarip.torch.native import core

_pools = itertools.count(1)


def names() -> dict[str, Any]:
    """The functions and types of `torch._C` that this module stands for."""
    return {
        "_CUDAGraph": CudaGraphBase,
        "_graph_pool_handle": lambda: (0, next(_pools)),
    }


class CudaGraphBase:
    """Captures operators and replays them."""

    _graph: Any
    _pool: tuple[int, int]

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        instance: Any = super().__new__(cls)
        instance._graph = core().Graph()
        instance._pool = (next(_pools), 0)
        return instance

    def capture_begin(
        self, pool: tuple[int, int] | None = None, capture_error_mode: str = "global"
    ) -> None:
        modes = ("global", "thread_local", "relaxed")
        if capture_error_mode not in modes:
            raise RuntimeError(
                f"Unknown capture error mode. Expected one of {modes}, got {capture_error_mode}"
            )
        self._pool = pool or self._pool
        self._graph.begin(capture_error_mode != "global")

    def capture_end(self) -> None:
        self._graph.end()
        if self._graph.is_empty():
            warnings.warn(
                "The CUDA Graph is empty. This usually means that the graph was attempted to be "
                "captured on wrong device or stream.",
                stacklevel=2,
            )

    def instantiate(self) -> None:
        """Nothing: a captured graph is ready to run."""

    def replay(self) -> None:
        self._graph.replay()

    def reset(self) -> None:
        self._graph.reset()

    def pool(self) -> tuple[int, int]:
        return self._pool

    def enable_debug_mode(self) -> None:
        """Accepted; debug_dump says that there is nothing to dump."""

    def debug_dump(self, debug_path: str) -> None:
        raise NotImplementedError("jarip: CUDAGraph.debug_dump: a graph here is no cudaGraph_t")

    def raw_cuda_graph(self) -> int:
        raise NotImplementedError("jarip: CUDAGraph.raw_cuda_graph: a graph here is no cudaGraph_t")

    def raw_cuda_graph_exec(self) -> int:
        raise NotImplementedError(
            "jarip: CUDAGraph.raw_cuda_graph_exec: a graph here is no cudaGraphExec_t"
        )

    def register_generator_state(self, generator: Any) -> None:
        """Nothing: generators that operators draw from are noted at capture."""
