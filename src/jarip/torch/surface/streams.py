"""The base types of `torch.cuda.Stream` and `torch.cuda.Event`."""

from types import ModuleType
from typing import Any

from jarip.torch.native import core

_CUDA = 1  # c10::DeviceType::CUDA
_IPC_HANDLE = b"jarip event".ljust(64, b"\0")  # every recorded event is complete
_LOWEST_PRIORITY, _HIGHEST_PRIORITY = 0, -5


def names(extension: ModuleType) -> dict[str, Any]:
    """The functions and types of `torch._C` that this module stands for."""
    return {
        "_CudaStreamBase": _make_stream_type(extension),
        "_CudaEventBase": _make_event_type(extension),
        "_cuda_getCurrentStream": lambda device: core().current_stream(device),
        "_cuda_getDefaultStream": lambda device: core().default_stream(device),
        "_cuda_getStreamFromExternal": lambda pointer, device: core().external_stream(
            pointer, device
        ),
        "_cuda_getCurrentRawStream": _current_handle,
        "_cuda_setStream": _set_stream,
        "_cuda_isCurrentStreamCapturing": lambda: core().is_capturing(),
    }


def _current_handle(device: int) -> int:
    stream, index, _ = core().current_stream(device)
    handle: int = core().stream_handle(stream, index)
    return handle


def _set_stream(stream_id: int, device_index: int, device_type: int) -> None:
    core().set_stream(stream_id, device_index)


def _make_stream_type(extension: Any) -> type:
    class CudaStreamBase(extension.Stream):  # type: ignore[misc]
        """A stream made, or one that exists given by its id or by a cudaStream_t."""

        def __new__(
            cls,
            priority: int = 0,
            stream_id: int | None = None,
            device_index: int | None = None,
            device_type: int | None = None,
            stream_ptr: int = 0,
        ) -> Any:
            if stream_id is None:
                device = core().current_device()
                clamped = max(_HIGHEST_PRIORITY, min(_LOWEST_PRIORITY, priority))
                stream_id, device_index, _ = (
                    core().external_stream(stream_ptr, device)
                    if stream_ptr
                    else core().new_stream(device, clamped)
                )
            return super().__new__(
                cls, stream_id=stream_id, device_index=device_index, device_type=_CUDA
            )

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            pass

        @property
        def cuda_stream(self) -> int:
            handle: int = core().stream_handle(self.stream_id, self.device_index)
            return handle

        @property
        def priority(self) -> int:
            value: int = core().stream_priority(self.stream_id, self.device_index)
            return value

        @staticmethod
        def priority_range() -> tuple[int, int]:
            return (_LOWEST_PRIORITY, _HIGHEST_PRIORITY)

    return CudaStreamBase


def _make_event_type(extension: Any) -> type:
    class CudaEventBase(extension.Event):  # type: ignore[misc]
        """An event; unlike `torch.Event` it knows no device before it is recorded."""

        def __new__(
            cls,
            enable_timing: bool = False,
            blocking: bool = False,
            interprocess: bool = False,
            external: bool = False,
        ) -> Any:
            event: Any = super().__new__(
                cls,
                device=f"cuda:{core().current_device()}",
                enable_timing=enable_timing,
                blocking=blocking,
                interprocess=False,
            )
            event._is_interprocess = interprocess
            return event

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            pass

        @property
        def device(self) -> Any:
            return super().device if self.event_id else None

        def elapsed_time(self, end_event: Any) -> float:
            milliseconds: float = core().elapsed_milliseconds(self.event_id, end_event.event_id)
            return milliseconds

        @property
        def cuda_event(self) -> int:
            handle: int = self.event_id
            return handle

        @classmethod
        def from_ipc_handle(cls, device: Any, handle: bytes) -> Any:
            """An event of another process: it was complete when that process recorded it."""
            if handle != _IPC_HANDLE:
                raise RuntimeError("handle is not what torch.cuda.Event.ipc_handle returned")
            return cls(interprocess=True)

        def ipc_handle(self) -> bytes:
            if not self._is_interprocess:
                raise RuntimeError(
                    "this event was not made for other processes: "
                    "torch.cuda.Event(interprocess=True) is"
                )
            return _IPC_HANDLE

    return CudaEventBase
