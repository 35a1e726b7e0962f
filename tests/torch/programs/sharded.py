import torch
from start import two_processes
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import FullyShardedDataParallel, fully_shard
from torch.distributed.tensor import Shard, distribute_tensor
from torch.distributed.tensor.parallel import (
    ColwiseParallel,
    RowwiseParallel,
    parallelize_module,
)


def make() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4)).cuda()


def train(model: nn.Module) -> list[float]:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    torch.manual_seed(5)
    losses = []
    for _ in range(3):
        optimizer.zero_grad()
        loss = model(torch.randn(6, 8, device="cuda")).square().mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


with two_processes() as rank:
    expected = torch.tensor(train(make()))

    def check(losses: list[float]) -> None:
        torch.testing.assert_close(torch.tensor(losses), expected)

    check(train(FullyShardedDataParallel(make(), device_id=rank)))
    second = make()
    for layer in (second[0], second[2]):
        fully_shard(layer)
    check(train(fully_shard(second)))
    mesh = init_device_mesh("cuda", (2,))
    spread = distribute_tensor(torch.arange(8.0, device="cuda"), mesh, [Shard(0)])
    assert spread.to_local().tolist() == [4.0 * rank + i for i in range(4)]
    assert spread.sum().full_tensor().item() == 28
    plan = {"0": ColwiseParallel(), "2": RowwiseParallel()}
    check(train(parallelize_module(make(), mesh, plan)))
