"""Trains a small GPT on the source of Python's standard library, and has it write some code."""

import argparse
import time

import torch
from corpus import Vocabulary, load_code
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm_1, self.norm_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        batch, length, width = x.shape
        q, k, v = (
            part.view(batch, length, self.heads, width // self.heads).transpose(1, 2)
            for part in self.qkv(self.norm_1(x)).chunk(3, dim=-1)
        )
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(attended.transpose(1, 2).reshape(batch, length, width))
        return x + self.mlp(self.norm_2(x))


class GPT(nn.Module):
    def __init__(
        self, vocabulary: int, width: int = 128, depth: int = 2, heads: int = 4, context: int = 32
    ) -> None:
        super().__init__()
        self.context = context
        self.token = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(depth)))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.token.weight
        for weight in (self.token.weight, self.position.weight):
            nn.init.normal_(weight, std=0.02)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        positions = torch.arange(tokens.size(1), device=tokens.device)
        return self.head(self.norm(self.blocks(self.token(tokens) + self.position(positions))))

    @torch.no_grad()
    def write(self, start: torch.Tensor, length: int, temperature: float = 0.6) -> list[int]:
        tokens = start[None]
        for _ in range(length):
            logits = self(tokens[:, -self.context :])[:, -1] / temperature
            tokens = torch.cat([tokens, torch.multinomial(F.softmax(logits, -1), 1)], dim=1)
        return tokens[0].tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--compile", action="store_true")
    arguments = parser.parse_args()

    torch.manual_seed(0)
    device = torch.device("cuda")
    source = load_code(1_000_000)
    vocabulary = Vocabulary(source, size=1024)
    text = vocabulary.encode(source).to(device)
    model = GPT(len(vocabulary.pieces)).to(device)
    step_model = torch.compile(model) if arguments.compile else model
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    print(f"{torch.cuda.get_device_name()}: {sum(p.numel() for p in model.parameters()):,} weights")

    start, first = time.perf_counter(), None
    for step in range(arguments.steps):
        at = torch.randint(len(text) - model.context - 1, (arguments.batch, 1), device=device)
        window = text[at + torch.arange(model.context + 1, device=device)]
        logits = step_model(window[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), window[:, 1:].flatten())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        first = first or loss.item()
        if step % 50 == 0 or step == arguments.steps - 1:
            print(f"step {step:4d}  loss {loss.item():.3f}")
    torch.cuda.synchronize()
    seconds = time.perf_counter() - start
    print(f"{arguments.steps / seconds:.1f} steps/s, {torch.cuda.max_memory_allocated() >> 20} MiB")
    start = vocabulary.encode("\n    def").to(device)
    print(vocabulary.decode(model.write(start, 100)))
    assert loss.item() < first, "the model learned nothing"


if __name__ == "__main__":
    main()
