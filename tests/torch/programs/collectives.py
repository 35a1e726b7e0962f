import torch
import torch.distributed as dist
from start import two_processes
from torch.distributed._functional_collectives import all_reduce
from torch.distributed.device_mesh import init_device_mesh


def full(value: float, *size: int) -> torch.Tensor:
    return torch.full(size or (4,), float(value), device="cuda")


def reductions(rank: int) -> None:
    x = full(rank + 1)
    dist.all_reduce(x)
    assert (x.tolist(), x.get_device()) == ([3] * 4, rank)
    x = full(rank + 1)
    dist.all_reduce(x, op=dist.ReduceOp.AVG)
    assert x.tolist() == [1.5] * 4
    dist.all_reduce(x, async_op=True).wait()
    assert x.tolist() == [3] * 4
    (result,) = dist.all_reduce(full(1), async_op=True).get_future().wait()
    assert result.is_cuda
    assert result.tolist() == [2] * 4
    x = full(rank + 1)
    dist.reduce(x, 0)
    assert rank == 1 or x.tolist() == [3] * 4
    share = full(0, 2)
    dist.reduce_scatter_tensor(share, full(rank + 1))
    assert share.tolist() == [3, 3]
    dist.reduce_scatter(share, [full(1, 2), full(2, 2)])
    assert share.tolist() == [2 * (rank + 1)] * 2


def movements(rank: int) -> None:
    x = full(rank)
    dist.broadcast(x, 1)
    assert x.tolist() == [1] * 4
    parts = [full(0), full(0)]
    dist.all_gather(parts, full(rank))
    assert [part[0].item() for part in parts] == [0, 1]
    whole = full(0, 8)
    dist.all_gather_into_tensor(whole, full(rank))
    assert whole.tolist() == [0] * 4 + [1] * 4
    out = full(0, 2)
    dist.all_to_all_single(out, full(rank, 2))
    assert out.tolist() == [0, 1]
    got = [full(0), full(0)] if rank == 0 else None
    dist.gather(full(rank), got, 0)
    assert got is None or got[1].tolist() == [1] * 4
    mine = full(0)
    dist.scatter(mine, [full(5), full(6)] if rank == 0 else None, 0)
    assert mine.tolist() == [5 + rank] * 4
    objects = [None, None]
    dist.all_gather_object(objects, {"rank": rank})
    assert objects[1] == {"rank": 1}


def messages(rank: int) -> None:
    x = full(7 if rank == 0 else 0)
    dist.send(x, 1) if rank == 0 else dist.recv(x, 0)
    assert x.tolist() == [7] * 4
    got = full(0)
    both = [dist.P2POp(dist.isend, full(rank), 1 - rank), dist.P2POp(dist.irecv, got, 1 - rank)]
    for request in dist.batch_isend_irecv(both):
        request.wait()
    assert got.tolist() == [1 - rank] * 4


def parts_of_groups(rank: int) -> None:
    mesh = init_device_mesh("cuda", (1, 2), mesh_dim_names=("outer", "inner"))
    x = full(rank + 1)
    dist.all_reduce(x, group=mesh["inner"].get_group())
    assert x.tolist() == [3] * 4
    dist.all_reduce(x, group=mesh["outer"].get_group())
    assert x.tolist() == [3] * 4
    assert dist.get_backend(mesh["outer"].get_group()) == "nccl"


def compiled(rank: int) -> None:
    @torch.compile(fullgraph=True)
    def f(x: torch.Tensor) -> torch.Tensor:
        return all_reduce(x * 2, "sum", dist.group.WORLD) + 1

    assert f(full(rank + 1)).tolist() == [7] * 4


with two_processes() as rank:
    assert dist.get_backend() == "nccl"
    assert dist.get_backend(dist.new_group(backend="gloo")) == "gloo"
    reductions(rank)
    movements(rank)
    messages(rank)
    parts_of_groups(rank)
    compiled(rank)
