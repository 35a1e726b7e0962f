"""Processes: loaders, fork, spawn, and tensors sent from one to another."""

import pytest

from .conftest import RunScript

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch


def test_loader_workers_with_pinned_memory() -> None:
    data = torch.utils.data.TensorDataset(torch.arange(20.0))
    loader = torch.utils.data.DataLoader(data, 10, pin_memory=True, num_workers=2)
    batches = [batch[0] for batch in loader]
    assert [batch.is_pinned() for batch in batches] == [True, True]
    assert sum(batch.cuda(non_blocking=True).sum().item() for batch in batches) == 190


def test_fork_after_cuda_was_used_is_refused_as_on_a_gpu(run_script: RunScript) -> None:
    result = run_script("""
import os, torch
torch.zeros(1, device="cuda")
if os.fork() == 0:
    for touch in (torch.cuda.set_device, lambda device: torch.zeros(1, device="cuda")):
        try:
            touch(0)
        except RuntimeError as error:
            print(error, flush=True)
    os._exit(0)
os.wait()
""")
    refused = result.stdout.count("Cannot re-initialize CUDA in forked subprocess")
    assert refused == 2, result.stdout + result.stderr


def test_fork_before_cuda_is_used_works(run_script: RunScript) -> None:
    result = run_script("""
import os, torch
os.environ["CUDA_VISIBLE_DEVICES"] = "1,0,5"  # as programs do between import and first use
assert torch.cuda.device_count() == 2
os.environ["CUDA_VISIBLE_DEVICES"] = "0"
assert torch.cuda.device_count() == 1
if os.fork() == 0:
    x = torch.ones(2, device="cuda", requires_grad=True)
    (x * 3).sum().backward()
    print(x.grad.tolist(), flush=True)
    os._exit(0)
os.wait()
""")
    assert result.stdout.strip() == "[3.0, 3.0]", result.stderr


def test_a_backward_pass_as_a_programs_last_act_ends_well(run_script: RunScript) -> None:
    """The device's thread lets go of Python objects that only the pass still holds, after the pass:
    not while Python is being finalized."""
    result = run_script("""
import time, torch
from torch.utils._python_dispatch import TorchDispatchMode

class Slow(TorchDispatchMode):
    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        return function(*args, **(kwargs or {}))
    def __del__(self):
        time.sleep(0.2)

x = torch.ones(2, device="cuda", requires_grad=True)
with Slow():
    x.square().sum().backward()
""")
    assert (result.returncode, result.stderr) == (0, "")


def test_a_spawned_process_shares_tensors(run_script: RunScript) -> None:
    result = run_script("""
import torch, torch.multiprocessing as mp

def work(queue, done):
    x = queue.get()
    x += 1
    done.put(str(x.device))

if __name__ == "__main__":
    context = mp.get_context("spawn")
    queue, done = context.Queue(), context.Queue()
    x = torch.arange(3.0, device="cuda:1")
    child = context.Process(target=work, args=(queue, done))
    child.start()
    queue.put(x)
    print(done.get(timeout=120), x.tolist())
    child.join()
""")
    assert result.stdout.strip() == "cuda:1 [1.0, 2.0, 3.0]", result.stderr
