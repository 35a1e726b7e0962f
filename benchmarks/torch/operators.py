"""What an operator costs beyond its kernel: tiny tensors, thousands of calls."""

from collections.abc import Callable
from typing import Any

from benchmarks.torch.interleaved import time_in_turns

# Through an unboxed kernel, through the boxed one, and without any kernel of ours.
_OPERATORS: dict[str, Callable[[Any, Any], Callable[[Any], Any]]] = {
    "add (direct)": lambda torch, F: lambda t: t + t,
    "add a number (direct)": lambda torch, F: lambda t: t + 1.0,
    "mul_ (direct)": lambda torch, F: lambda t: t.mul_(1.0),
    "mm (direct)": lambda torch, F: lambda t: t @ t,
    "relu (direct)": lambda torch, F: lambda t: F.relu(t),
    "softmax (direct)": lambda torch, F: lambda t: F.softmax(t, -1),
    "cat (direct)": lambda torch, F: lambda t: torch.cat([t, t]),
    "atan2 (boxed)": lambda torch, F: lambda t: torch.atan2(t, t),
    "lerp (boxed)": lambda torch, F: lambda t: torch.lerp(t, t, 0.5),
    "view (own)": lambda torch, F: lambda t: t.view(16),
    "empty_like (own)": lambda torch, F: lambda t: torch.empty_like(t),
    "item (boxed)": lambda torch, F: lambda t: t.view(-1)[0].item(),
}


def run(rounds: int) -> None:
    """Print one line an operator: nanoseconds on the host, on the device, and the difference."""
    import torch
    from torch.nn import functional as F

    host = torch.rand(4, 4)
    device = host.cuda()
    print(f"{'operator on 4x4 floats':28s} {'host':>8s} {'device':>8s} {'overhead':>9s}")
    for name, make in _OPERATORS.items():
        call = make(torch, F)
        a, b = time_in_turns(lambda: call(host), lambda: call(device), rounds, 3000)  # noqa: B023
        print(f"{name:28s} {a * 1e9:6.0f}ns {b * 1e9:6.0f}ns {(b - a) * 1e9:+7.0f}ns")
