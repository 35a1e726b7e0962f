"""Streams, events and graphs."""

import threading
import time

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch


def test_streams_are_current_where_they_are_set() -> None:
    stream = torch.cuda.Stream()
    assert stream != torch.cuda.default_stream()
    with torch.cuda.stream(stream):
        assert torch.cuda.current_stream() == stream
        x = torch.ones(3, device="cuda") * 2
        x.record_stream(stream)
    assert torch.cuda.current_stream() == torch.cuda.default_stream()
    torch.cuda.current_stream().wait_stream(stream)
    stream.synchronize()
    assert stream.query()
    assert x.tolist() == [2, 2, 2]
    assert torch.cuda.default_stream().cuda_stream == 0
    assert stream.cuda_stream not in (0, torch.cuda.Stream().cuda_stream)


def test_streams_belong_to_a_device_and_a_thread() -> None:
    stream = torch.cuda.Stream("cuda:1", priority=-1)
    assert (stream.device.index, stream.priority) == (1, -1)
    seen = []
    with torch.cuda.stream(stream):
        other = threading.Thread(target=lambda: seen.append(torch.cuda.current_stream("cuda:1")))
        other.start()
        other.join()
    assert seen == [torch.cuda.default_stream("cuda:1")]
    assert torch.cuda.ExternalStream(stream.cuda_stream, device=1).device.index == 1


def test_events_measure_time() -> None:
    start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    start.record()
    time.sleep(0.02)
    end.record()
    end.synchronize()
    assert 19 < start.elapsed_time(end) < 2000
    assert end.query()
    plain = torch.cuda.Event()
    plain.record()
    with pytest.raises(RuntimeError, match="enable_timing=True"):
        start.elapsed_time(plain)
    with pytest.raises(RuntimeError, match="must be recorded"):
        start.elapsed_time(torch.cuda.Event(enable_timing=True))


def test_a_stream_that_is_kept_busy_is_waited_for() -> None:
    stream, other = torch.cuda.Stream(), torch.cuda.Stream()
    start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    assert start.device is None
    with torch.cuda.stream(stream):
        start.record()
        torch.cuda._sleep(torch.cuda.get_device_properties(0).clock_rate * 1000 // 50)
        end.record()
    assert start.elapsed_time(end) >= 19
    other.wait_event(end)
    other.synchronize()
    assert end.query()
    assert stream.query()


def test_events_order_streams() -> None:
    stream, event = torch.cuda.Stream(), torch.cuda.Event()
    x = torch.zeros(4, device="cuda")
    with torch.cuda.stream(stream):
        x += 1
        event.record()
    event.wait()
    torch.cuda.current_stream().wait_event(event)
    assert (x * 2).tolist() == [2] * 4


def test_capture_changes_nothing_and_replay_does_the_work() -> None:
    x = torch.ones(3, device="cuda")
    counter = torch.zeros(1, device="cuda")
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        counter += 1
        y = (x * 2).relu() + counter
    assert counter.item() == 0
    graph.replay()
    assert (counter.item(), y.tolist()) == (1, [3, 3, 3])
    x.fill_(5)
    graph.replay()
    assert (counter.item(), y.tolist()) == (2, [12, 12, 12])


def test_each_replay_draws_new_numbers() -> None:
    graph = torch.cuda.CUDAGraph()
    state = torch.cuda.get_rng_state()
    with torch.cuda.graph(graph):
        x = torch.rand(8, device="cuda")
    assert torch.equal(state, torch.cuda.get_rng_state())
    graph.replay()
    first = x.clone()
    graph.replay()
    assert not torch.equal(first, x)
    torch.cuda.set_rng_state(state)
    graph.replay()
    assert torch.equal(first, x)


def test_a_whole_training_step_replays() -> None:
    def make():
        torch.manual_seed(0)
        model = torch.nn.Sequential(
            torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)
        ).cuda()
        return model, torch.optim.SGD(model.parameters(), lr=0.1)

    batches = torch.randn(5, 16, 4, device="cuda")

    def step(model, optimizer, batch):
        optimizer.zero_grad(set_to_none=True)
        loss = model(batch).square().mean()
        loss.backward()
        optimizer.step()
        return loss

    eager_model, eager = make()
    expected = [step(eager_model, eager, batch).item() for batch in batches]
    model, optimizer = make()
    static = torch.empty_like(batches[0])
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = step(model, optimizer, static)
    losses = []
    for batch in batches:
        static.copy_(batch)
        graph.replay()
        losses.append(loss.item())
    assert losses == pytest.approx(expected)


def test_waiting_inside_a_capture_is_refused() -> None:
    x = torch.ones(2, device="cuda")
    for wait in (x.sum().item, torch.cuda.synchronize, x.cpu):
        with (
            pytest.raises(Exception, match="not permitted when stream is capturing"),
            torch.cuda.graph(torch.cuda.CUDAGraph()),
        ):
            wait()
    assert x.tolist() == [1, 1]
    with pytest.raises(RuntimeError, match="without a preceding successful capture"):
        torch.cuda.CUDAGraph().replay()


def test_graphed_callables() -> None:
    model = torch.nn.Linear(3, 3).cuda()
    sample = torch.randn(2, 3, device="cuda", requires_grad=True)
    graphed = torch.cuda.make_graphed_callables(model, (sample,))
    x = torch.randn(2, 3, device="cuda", requires_grad=True)
    y = graphed(x)
    weight, bias = model.weight.detach(), model.bias.detach()
    assert torch.allclose(y, x @ weight.t() + bias)
    y.sum().backward()
    assert torch.allclose(x.grad, weight.sum(0).expand(2, 3))


def test_an_empty_capture_is_told() -> None:
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.stream(torch.cuda.Stream()):
        graph.capture_begin()
        with pytest.warns(UserWarning, match="The CUDA Graph is empty"):
            graph.capture_end()


def test_replay_draws_from_the_state_of_the_capture() -> None:
    # Given a generator that has one state for a captured draw and another afterwards
    generator = torch.Generator("cuda").manual_seed(1)
    captured, later = generator.graphsafe_get_state(), generator.clone_state()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        drawn = torch.rand(4, device="cuda", generator=generator)
    generator.graphsafe_set_state(later)
    # When the graph is replayed, Then the captured state moved on and the other did not
    offsets = captured.get_offset(), later.get_offset()
    graph.replay()
    assert captured.get_offset() > offsets[0]
    assert later.get_offset() == offsets[1]
    same = torch.Generator("cuda").manual_seed(1)
    assert torch.equal(drawn, torch.rand(4, device="cuda", generator=same))


def test_events_go_to_other_processes() -> None:
    event = torch.cuda.Event(interprocess=True)
    event.record()
    there = torch.cuda.Event.from_ipc_handle(torch.device("cuda:0"), event.ipc_handle())
    there.wait()
    assert there.query()
    with pytest.raises(RuntimeError, match="interprocess=True"):
        torch.cuda.Event().ipc_handle()
