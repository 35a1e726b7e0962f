"""torch.cuda.set_sync_debug_mode tells what would make a GPU and its host wait for each other."""

from collections.abc import Callable, Iterator

import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.needs_torch

WAITS: dict[str, Callable[..., object]] = {
    "a number": lambda x, mask: x[0].item(),
    "a condition": lambda x, mask: bool(x[0] > 0),
    "a copy to the host": lambda x, mask: x.cpu(),
    "a copy to the device": lambda x, mask: torch.ones(4).cuda(),
    "a count of places": lambda x, mask: x[mask],
    "values at a mask": lambda x, mask: x.index_put_((mask,), x[0]),
    "indices of the host": lambda x, mask: x[torch.tensor([1, 2])],
    "unique values": lambda x, mask: x.unique(),
    "a stream": lambda x, mask: torch.cuda.current_stream().synchronize(),
}
DOES_NOT_WAIT: dict[str, Callable[..., object]] = {
    "arithmetic": lambda x, mask: (x * 2 + 1).sum(),
    "a copy that need not be done": lambda x, mask: torch.ones(4).to("cuda", non_blocking=True),
    "one number at a mask": lambda x, mask: x.index_put_((mask,), torch.tensor(1.0)),
    "indices of the device": lambda x, mask: x[torch.arange(2, device="cuda")],
    "a mask of the host": lambda x, mask: x[torch.tensor([True, False, True, True])],
}


@pytest.fixture
def _raising() -> Iterator[None]:
    torch.cuda.set_sync_debug_mode("error")
    yield
    torch.cuda.set_sync_debug_mode("default")


@pytest.fixture
def given(_device: None) -> tuple[object, object]:
    return torch.arange(4.0, device="cuda"), torch.ones(4, dtype=torch.bool, device="cuda")


@pytest.mark.usefixtures("_raising")
@pytest.mark.parametrize("name", WAITS)
def test_what_waits_is_told(given, name) -> None:
    with pytest.raises(RuntimeError, match="called a synchronizing CUDA operation"):
        WAITS[name](*given)


@pytest.mark.usefixtures("_raising")
@pytest.mark.parametrize("name", DOES_NOT_WAIT)
def test_what_does_not_wait_is_not_told(given, name) -> None:
    DOES_NOT_WAIT[name](*given)


def test_warnings_and_silence(given) -> None:
    torch.cuda.set_sync_debug_mode("warn")
    try:
        assert torch.cuda.get_sync_debug_mode() == 1
        with pytest.warns(UserWarning, match="called a synchronizing CUDA operation"):
            assert given[0][1].item() == 1
    finally:
        torch.cuda.set_sync_debug_mode("default")
    assert given[0][1].item() == 1
