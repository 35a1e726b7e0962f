"""`cuda` on a chip that a vendor's plug-in brings as PyTorch's PrivateUse1 device.

The chip is that of private_backend/: memory the host can't touch, so that whatever reads a tensor
behind the plug-in's back faults. A real one was never tried.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from jarip.torch import build, installed
from tests.torch.conftest import SOURCE, RunScript

PLUGIN = Path(__file__).parent / "private_backend"

pytestmark = pytest.mark.needs_torch

# Compiles a second core and the chip when they are not in the cache: minutes on a busy machine.
compiles = pytest.mark.soak

PROGRAM = """
import io, json, sys
import torch

shown = {}
x = torch.randn(4, 8, device="cuda")
import testchip  # what a program need not do: for the journal

shown["repr"] = repr(torch.ones(2, device="cuda"))
shown["device"] = [str(x.device), x.is_cuda, x.type(), str(torch.device("cuda", 1))]
shown["available"] = [torch.cuda.is_available(), torch.cuda.device_count()]
shown["name"] = torch.cuda.get_device_name()
shown["host"] = str((x @ x.T).cpu().device)

host = torch.arange(12.0).reshape(3, 4)
there = host.to("cuda")
view = there.t()[1:, ::2]
view.mul_(10)
host.t()[1:, ::2].mul_(10)
shown["views"] = torch.equal(there.cpu(), host)
shown["resized"] = torch.equal(there.resize_(5, 4)[:3].cpu(), host)
shown["of storage"] = [str(there.untyped_storage().device), there.untyped_storage().nbytes()]
shown["item"] = [host.cuda().sum().item(), torch.nonzero(there[:1] > 0).tolist()]
shown["into"] = torch.add(host.cuda(), 1, out=torch.empty(0, device="cuda")).tolist()

spiral = torch.tensor([1 + 2j, 3 - 4j, 5j])
far = spiral.cuda()
shown["lazy views"] = [
    torch.equal(there.cpu(), here)
    for there, here in (
        (far.conj(), spiral.conj().clone()),
        (far.conj().imag, spiral.conj().imag.clone()),
        (far[::2].conj() + far[1], spiral[::2].conj() + spiral[1]),
        (torch.empty_like(far).conj().copy_(spiral), spiral),
        (far.clone().conj().copy_(far).conj(), spiral.conj().clone()),
        (far.conj().clone(), spiral.conj().clone()),
        (far.clone().fill_(2j).conj(), torch.full((3,), -2j)),
        (far.conj().imag.copy_(far.real), spiral.real.clone()),
    )
]
shown["accelerator"] = [
    str(torch.accelerator.current_accelerator()), torch.accelerator.device_count()
]

with torch.cuda.device(1):
    shown["second"] = [str(torch.ones(1, device="cuda").device), testchip.current_device()]
shown["back"] = testchip.current_device()
other = x.to("cuda:1")
shown["across"] = [str(other.device), torch.equal(other.cpu(), x.cpu())]
try:
    x + other
except RuntimeError as error:
    shown["mixed"] = str(error)

torch.manual_seed(7)
first = torch.rand(5, device="cuda")
state = torch.cuda.get_rng_state()
second = torch.rand(5, device="cuda")
torch.cuda.set_rng_state(state)
again = torch.rand(5, device="cuda")
torch.manual_seed(7)
shown["seeds"] = [
    torch.equal(first, torch.rand(5, device="cuda")),
    torch.equal(second, again),
    torch.equal(first, second),
]

# An operator that the plug-in leaves to the host draws there.
torch.manual_seed(7)
whole = torch.randint(100, (8,), device="cuda")
torch.manual_seed(7)
shown["left to the host"] = [
    torch.equal(whole, torch.randint(100, (8,), device="cuda")), int(whole.unique().numel()) > 1
]

before = torch.cuda.memory_allocated()
held = torch.empty(1 << 20, device="cuda")
shown["memory"] = [torch.cuda.memory_allocated() - before, torch.cuda.mem_get_info()[1]]

testchip.take_journal()
stream = torch.cuda.Stream()
with torch.cuda.stream(stream):
    shown["stream"] = torch.cuda.current_stream() == stream
    event = torch.cuda.Event(enable_timing=True)
    event.record()
end = torch.cuda.Event(enable_timing=True)
torch.cuda.current_stream().wait_event(event)
stream.synchronize()
end.record()
end.synchronize()
shown["elapsed"] = event.elapsed_time(end) >= 0
torch.cuda.synchronize(1)
shown["forwarded"] = sorted(testchip.take_journal())
shown["stream id"] = stream.stream_id

file = io.BytesIO()
torch.save({"x": x, "w": torch.nn.Linear(2, 2).cuda()}, file)
file.seek(0)
loaded = torch.load(file, weights_only=False)
shown["loaded"] = [str(loaded["x"].device), torch.equal(loaded["x"], x)]
file.seek(0)
loaded = torch.load(file, map_location="cpu", weights_only=False)
shown["on the host"] = [str(loaded["x"].device), torch.equal(loaded["x"], x.cpu())]

refused = []
for what in (
    lambda: torch.compile(lambda t: t.sin() + 1)(x),
    lambda: torch.cuda.graph(torch.cuda.CUDAGraph()).__enter__(),
    lambda: torch.utils.cpp_extension.include_paths("cuda"),
):
    try:
        what()
        refused.append("done")
    except Exception as error:
        refused.append("JARIP_TORCH_TWIN" in str(error))
shown["refused"] = refused
print(json.dumps(shown))
"""

TRAINING = """
import io, json
import torch
from torch import nn

torch.manual_seed(0)
inputs, labels = torch.randn(32, 1, 8, 8), torch.randint(0, 4, (32,))
start = nn.Sequential(
    nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(144, 16)
)
attention, head = nn.MultiheadAttention(16, 2, batch_first=True), nn.Linear(16, 4)
parts = (start, attention, head)
weights = [{k: v.clone() for k, v in part.state_dict().items()} for part in parts]


def train(device):
    for part, given in zip(parts, weights):
        part.load_state_dict(given)
        part.to(device)
    parameters = [p for part in parts for p in part.parameters()]
    # Biases before a normalisation have no gradient but rounding, which a small eps would enlarge.
    optimizer = torch.optim.AdamW(parameters, lr=1e-2, eps=1e-3)
    x, y, losses = inputs.to(device), labels.to(device), []
    for _ in range(4):
        optimizer.zero_grad()
        features = start(x).unsqueeze(0)
        mixed, _ = attention(features, features, features, need_weights=False)
        loss = nn.functional.cross_entropy(head(mixed[0]), y)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        losses.append(loss.item())
    assert {str(p.grad.device) for p in parameters} == {"cuda:0" if device == "cuda" else "cpu"}
    return losses, [p.detach().cpu().clone() for p in parameters]


def train_mixed():
    # float16 with a scaler, stopped after two steps of four and gone on from a file
    model, file, losses = nn.Linear(8, 4).cuda(), io.BytesIO(), []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
    scaler = torch.amp.GradScaler("cuda")
    parts = {"model": model, "optimizer": optimizer, "scaler": scaler}
    for step in range(4):
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.float16):
            out = model(inputs[:, 0, 0].cuda())
            loss = nn.functional.cross_entropy(out, labels.cuda())
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        losses.append(loss.item())
        if step == 1:
            torch.save({name: part.state_dict() for name, part in parts.items()}, file)
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter.zero_()
            optimizer.state.clear()
            file.seek(0)
            saved = torch.load(file)
            for name, part in parts.items():
                part.load_state_dict(saved[name])
    return [str(out.dtype), losses[3] < losses[2] < losses[1] < losses[0], scaler.get_scale() > 0]


host_losses, host = train("cpu")
losses, chip = train("cuda")
import testchip

print(json.dumps({
    "losses": losses,
    "host": host_losses,
    "off": max((a - b).abs().max().item() for a, b in zip(host, chip)),
    "ran": sorted(testchip.take_journal()),
    "mixed": train_mixed(),
    "dropped": nn.functional.dropout(torch.ones(1000, device="cuda"), 0.25).eq(0).sum().item(),
}))
"""


def _on_chip(run_script: RunScript, tmp_path: Path, code: str) -> dict[str, Any]:
    path = os.pathsep.join(str(p) for p in (tmp_path / "site", SOURCE, PLUGIN))
    run = run_script(code, timeout=1200, JARIP_TORCH_TWIN="testchip", PYTHONPATH=path)
    assert run.returncode == 0, run.stderr[-4000:]
    shown: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return shown


def test_a_core_for_a_chip_is_another_than_the_hosts(tmp_path: Path) -> None:
    torch = installed.InstalledTorch(tmp_path, "2.13.0", None)
    host, chip = build.plan_build(torch), build.plan_build(torch, on_vendor=True)
    assert host.library != chip.library
    for unit in build.read_units():
        assert host.object_of(unit) != chip.object_of(unit)


def test_a_plug_in_that_is_not_there_is_named(run_script: RunScript) -> None:
    code = "import torch; print('fine'); torch.cuda.init()"
    run = run_script(code, JARIP_TORCH_TWIN="no_such_plugin")
    assert run.stdout.strip() == "fine"
    assert "No module named 'no_such_plugin'" in run.stderr


@compiles
def test_programs_for_cuda_land_on_the_chip(run_script: RunScript, tmp_path: Path) -> None:
    shown = _on_chip(run_script, tmp_path, PROGRAM)
    assert shown.pop("repr") == "tensor([1., 1.], device='cuda:0')"
    assert shown.pop("device") == ["cuda:0", True, "torch.cuda.FloatTensor", "cuda:1"]
    assert shown.pop("available") == [True, 2]
    assert shown.pop("name") == "Jarip on testchip"
    assert shown.pop("host") == "cpu"
    assert shown.pop("views")
    assert shown.pop("resized")
    assert shown.pop("of storage") == ["cuda:0", 80]
    assert shown.pop("item") == [390.0, [[0, 1], [0, 2], [0, 3]]]
    assert shown.pop("into")[2] == [9.0, 91.0, 101.0, 111.0]
    assert shown.pop("lazy views") == [True] * 8
    assert shown.pop("accelerator") == ["cuda", 2]
    assert shown.pop("second") == ["cuda:1", 1]
    assert shown.pop("back") == 0
    assert shown.pop("across") == ["cuda:1", True]
    assert "cuda:0 and cuda:1" in shown.pop("mixed")
    assert shown.pop("seeds") == [True, True, False]
    assert shown.pop("left to the host") == [True, True]
    assert shown.pop("memory") == [4 << 20, 1 << 30]
    assert shown.pop("stream")
    assert shown.pop("elapsed")
    number = shown.pop("stream id")
    assert set(shown.pop("forwarded")) >= {
        f"record event on stream {number}",
        "stream 0 waits for event",
        f"synchronize stream {number}",
        "synchronize event",
        "synchronize device 1",
    }
    assert shown.pop("loaded") == ["cuda:0", True]
    assert shown.pop("on the host") == ["cpu", True]
    assert shown.pop("refused") == [True, True, True]
    assert not shown


@compiles
def test_a_network_learns_on_the_chip_what_it_learns_on_the_host(
    run_script: RunScript, tmp_path: Path
) -> None:
    shown = _on_chip(run_script, tmp_path, TRAINING)
    assert shown["losses"] == pytest.approx(shown["host"], rel=1e-4)
    assert shown["off"] < 1e-3
    assert 180 < shown["dropped"] < 320
    assert shown["mixed"] == ["torch.float16", True, True]
    assert {"aten::convolution_overrideable", "aten::addmm", "copy host to chip"} <= set(
        shown["ran"]
    )
