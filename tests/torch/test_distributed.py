"""Two processes with a device each, started as users start them, and `backend="nccl"`."""

import pytest

from .conftest import RunScript

pytestmark = pytest.mark.needs_torch

_TORCHRUN = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
_START = """
import os, torch, torch.distributed as dist
dist.init_process_group("nccl")
rank = dist.get_rank()
torch.cuda.set_device(rank)
def check(condition, what):
    assert condition, f"rank {rank}: {what}"
"""
_END = """
dist.barrier()
dist.destroy_process_group()
if rank == 0:
    print("all is well", flush=True)
"""


def _run(run_script: RunScript, body: str) -> None:
    result = run_script(_START + body + _END, *_TORCHRUN)
    assert "all is well" in result.stdout, result.stdout + result.stderr[-3000:]


def test_collectives(run_script: RunScript) -> None:
    _run(run_script, """
check(dist.get_backend() == "nccl", dist.get_backend())
gloo = dist.new_group(backend="gloo")
check(dist.get_backend(gloo) == "gloo", "each group says what it is")
full = lambda value, *size: torch.full(size or (4,), float(value), device="cuda")
x = full(rank + 1)
dist.all_reduce(x)
check(x.tolist() == [3] * 4 and x.get_device() == rank, x)
x = full(rank + 1)
dist.all_reduce(x, op=dist.ReduceOp.AVG)
check(x.tolist() == [1.5] * 4, x)
work = dist.all_reduce(x, async_op=True)
work.wait()
check(x.tolist() == [3] * 4, x)
(result,) = dist.all_reduce(full(1), async_op=True).get_future().wait()
check(result.is_cuda and result.tolist() == [2] * 4, result)
b = full(rank); dist.broadcast(b, 1); check(b.tolist() == [1] * 4, b)
parts = [full(0), full(0)]; dist.all_gather(parts, full(rank)); check(parts[1][0].item() == 1, parts)
whole = full(0, 8); dist.all_gather_into_tensor(whole, full(rank)); check(whole[7].item() == 1, whole)
share = full(0, 2); dist.reduce_scatter_tensor(share, full(rank + 1)); check(share.tolist() == [3, 3], share)
share = full(0, 2); dist.reduce_scatter(share, [full(1, 2), full(2, 2)]); check(share[0].item() == 2 * (rank + 1), share)
out = full(0, 2); dist.all_to_all_single(out, full(rank, 2)); check(out.tolist() == [0, 1], out)
r = full(rank + 1); dist.reduce(r, 0); check(rank or r[0].item() == 3, r)
got = [full(0), full(0)] if rank == 0 else None
dist.gather(full(rank), got, 0); check(rank or got[1][0].item() == 1, got)
mine = full(0); dist.scatter(mine, [full(5), full(6)] if rank == 0 else None, 0); check(mine[0].item() == 5 + rank, mine)
if rank == 0: dist.send(full(7), 1)
else:
    x = full(0); dist.recv(x, 0); check(x[0].item() == 7, x)
x = full(0)
ops = [dist.P2POp(dist.isend, full(rank), 1 - rank), dist.P2POp(dist.irecv, x, 1 - rank)]
for request in dist.batch_isend_irecv(ops): request.wait()
check(x[0].item() == 1 - rank, x)
objects = [None, None]; dist.all_gather_object(objects, {"rank": rank}); check(objects[1]["rank"] == 1, objects)
""")  # fmt: skip


def test_data_parallel_training(run_script: RunScript) -> None:
    _run(run_script, """
torch.manual_seed(rank)
model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.BatchNorm1d(8), torch.nn.Linear(8, 2))
model = torch.nn.SyncBatchNorm.convert_sync_batchnorm(model).cuda()
parallel = torch.nn.parallel.DistributedDataParallel(model, device_ids=[rank])
optimizer = torch.optim.AdamW(parallel.parameters())
for _ in range(3):
    optimizer.zero_grad()
    parallel(torch.randn(5, 4, device="cuda")).square().mean().backward()
    optimizer.step()
for p in model.parameters():
    both = [torch.empty_like(p) for _ in range(2)]
    dist.all_gather(both, p.detach())
    check(torch.equal(both[0], both[1]), "parameters stay equal")
""")


def test_sharded_training_and_device_mesh(run_script: RunScript) -> None:
    _run(run_script, """
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import FullyShardedDataParallel, fully_shard
from torch.distributed.tensor import distribute_tensor, Shard, Replicate
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module

def make():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.ReLU(), torch.nn.Linear(16, 4)).cuda()

def train(model):
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

expected = train(make())
close = lambda got: all(abs(a - b) < 1e-5 for a, b in zip(got, expected))
check(close(train(FullyShardedDataParallel(make(), device_id=rank))), "FSDP")
second = make()
for layer in (second[0], second[2]): fully_shard(layer)
check(close(train(fully_shard(second))), "FSDP2")
mesh = init_device_mesh("cuda", (2,))
spread = distribute_tensor(torch.arange(8.0, device="cuda"), mesh, [Shard(0)])
check(spread.to_local().tolist() == [4.0 * rank + i for i in range(4)], "DTensor")
check(spread.sum().full_tensor().item() == 28, "DTensor sum")
plan = {"0": ColwiseParallel(), "2": RowwiseParallel()}
check(close(train(parallelize_module(make(), mesh, plan))), "tensor parallel")
""")
