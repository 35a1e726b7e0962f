"""Training steps and inference at several sizes, as ratios to plain CPU."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.torch.interleaved import ratio_in_turns

sys.path.insert(0, str(Path(__file__).parents[2] / "examples/torch"))


def run(rounds: int, compiled: bool) -> None:
    """Print one line a program and size."""
    print(f"\n{'program':34s} {'host':>9s} {'device':>9s} {'ratio':>7s}")
    for batch in (1, 8, 32):
        _report(f"GPT training step, batch {batch}", _gpt_step(batch), rounds)
    for batch in (1, 8, 32):
        _report(f"ResNet training step, batch {batch}", _resnet_step(batch), rounds)
        _report(f"ResNet inference, batch {batch}", _resnet_inference(batch), rounds)
    if compiled:
        _report("GPT training step, batch 8, compiled", _gpt_step(8, compiled=True), rounds)


def _report(name: str, make: Callable[[str], Callable[[], object]], rounds: int) -> None:
    ratio, host, device = ratio_in_turns(make("cpu"), make("cuda"), rounds)
    print(f"{name:34s} {host * 1e3:7.2f}ms {device * 1e3:7.2f}ms {ratio:7.3f}")


def _gpt_step(batch: int, compiled: bool = False) -> Callable[[str], Callable[[], object]]:
    import torch
    from torch.nn import functional as F

    def make(device: str) -> Callable[[], object]:
        from gpt import GPT

        torch.manual_seed(0)
        model: Any = GPT(vocabulary=256, context=64).to(device)
        if compiled:
            model = torch.compile(model)
        optimizer = torch.optim.AdamW(model.parameters())
        tokens = torch.randint(256, (batch, 65), device=device)

        def step() -> float:
            logits = model(tokens[:, :-1])
            loss = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            return loss.item()

        return step

    return make


def _make_resnet() -> Any:
    from torch import nn

    class Block(nn.Module):
        def __init__(self, inputs: int, outputs: int, stride: int) -> None:
            super().__init__()
            self.body = nn.Sequential(
                nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
                nn.BatchNorm2d(outputs),
                nn.ReLU(),
                nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False),
                nn.BatchNorm2d(outputs),
            )
            self.skip = nn.Conv2d(inputs, outputs, 1, stride, bias=False)

        def forward(self, x: Any) -> Any:
            return (self.body(x) + self.skip(x)).relu()

    return nn.Sequential(
        nn.Conv2d(3, 32, 3, 1, 1),
        Block(32, 32, 1),
        Block(32, 64, 2),
        Block(64, 128, 2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(128, 10),
    )


def _resnet_step(batch: int) -> Callable[[str], Callable[[], object]]:
    import torch
    from torch.nn import functional as F

    def make(device: str) -> Callable[[], object]:
        torch.manual_seed(0)
        model = _make_resnet().to(device)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        images = torch.rand(batch, 3, 32, 32, device=device)
        labels = torch.randint(10, (batch,), device=device)

        def step() -> float:
            loss = F.cross_entropy(model(images), labels)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            return loss.item()

        return step

    return make


def _resnet_inference(batch: int) -> Callable[[str], Callable[[], object]]:
    import torch

    def make(device: str) -> Callable[[], object]:
        model = _make_resnet().to(device).eval()
        images = torch.rand(batch, 3, 32, 32, device=device)

        def infer() -> float:
            with torch.inference_mode():
                return model(images).sum().item()

        return infer

    return make
