"""What the programs for two processes have in common."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch
import torch.distributed as dist


@contextmanager
def two_processes() -> Iterator[int]:
    """The rank; says at the end that all is well, unless a check failed anywhere."""
    rank = int(os.environ["LOCAL_RANK"])
    torch.cuda.set_device(rank)
    dist.init_process_group("nccl", device_id=torch.device("cuda", rank))
    yield rank
    dist.barrier()
    dist.destroy_process_group()
    if rank == 0:
        print("all is well", flush=True)
