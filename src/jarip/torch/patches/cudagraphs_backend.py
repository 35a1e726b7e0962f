"""`torch.compile(backend="cudagraphs")`: the program runs as it is, in no graph.

A graph saves the launches of kernels, and here an operator is complete when it returns. PyTorch has
a way to leave a graph out, with a reason, which its logs (`TORCH_LOGS=perf_hints`) show.
"""

from types import ModuleType

_REASON = "operators of this device are complete when they return: there is no launch to save"


def apply(module: ModuleType) -> None:
    """Called by the finder when `torch._dynamo.backends.cudagraphs` is loaded."""
    module.check_for_skip = lambda *arguments: _REASON  # type: ignore[attr-defined]
