"""Switches of cuBLAS, cuDNN and TunableOp. The host's libraries are used, so they are remembered
and have no effect."""

from pathlib import Path
from typing import Any

from jarip.torch.native import core

_WORKSPACE_BYTES = 8 << 20
_state: dict[str, Any] = {
    "cublas_workspace": _WORKSPACE_BYTES,
    "cublaslt_workspace": _WORKSPACE_BYTES,
    "cudnn_benchmark_limit": 10,
    "conv_benchmark_empty_cache": True,
    "tunableop_enabled": False,
    "tunableop_tuning": True,
    "tunableop_record_untuned": False,
    "tunableop_filename": "tunableop_results0.csv",
    "tunableop_max_duration": 30,
    "tunableop_max_iterations": 100,
    "tunableop_rotating_buffer": -1,
}


def names() -> dict[str, Any]:
    """The functions of `torch._C` that this module stands for."""
    return {
        "_cuda_getCurrentBlasHandle": lambda: 0,
        "_cuda_getCurrentSolverHandle": lambda: 0,
        "_cuda_clearCublasWorkspaces": lambda: None,
        **_pair("_cuda_getCublasWorkspaceSize", "_cuda_setCublasWorkspaceSize", "cublas_workspace"),
        **_pair(
            "_cuda_getCublasLtWorkspaceSize", "_cuda_setCublasLtWorkspaceSize", "cublaslt_workspace"
        ),
        **_pair(
            "_cuda_get_cudnn_benchmark_limit",
            "_cuda_set_cudnn_benchmark_limit",
            "cudnn_benchmark_limit",
        ),
        "_cuda_resetCublasWorkspaceSize": _resetter("cublas_workspace"),
        "_cuda_resetCublasLtWorkspaceSize": _resetter("cublaslt_workspace"),
        **_pair(
            "_cuda_get_conv_benchmark_empty_cache",
            "_cudnn_set_conv_benchmark_empty_cache",
            "conv_benchmark_empty_cache",
        ),
        **_tunable("is_enabled", "enable", "tunableop_enabled"),
        **_tunable("tuning_is_enabled", "tuning_enable", "tunableop_tuning"),
        **_tunable(
            "record_untuned_is_enabled", "record_untuned_enable", "tunableop_record_untuned"
        ),
        "_cuda_record_untuned_enable": _setter("tunableop_record_untuned"),
        "_cuda_record_untuned_is_enabled": _getter("tunableop_record_untuned"),
        "_cuda_tunableop_get_filename": _getter("tunableop_filename"),
        "_cuda_tunableop_set_filename": _set_tunable_filename,
        **_tunable("get_max_tuning_duration", "set_max_tuning_duration", "tunableop_max_duration"),
        **_tunable(
            "get_max_tuning_iterations", "set_max_tuning_iterations", "tunableop_max_iterations"
        ),
        **_tunable(
            "get_rotating_buffer_size", "set_rotating_buffer_size", "tunableop_rotating_buffer"
        ),
        "_cuda_tunableop_get_results": lambda: [],
        "_cuda_tunableop_get_validators": lambda: [],
        "_cuda_tunableop_read_file": lambda filename=None: False,
        "_cuda_tunableop_write_file": lambda filename=None: True,
        "_cuda_tunableop_write_file_on_exit": lambda enabled: None,
        "_cuda_tunableop_set_numerical_check_tolerances": lambda *args: None,
    }


def _getter(key: str) -> Any:
    return lambda: _state[key]


def _setter(key: str) -> Any:
    def remember(value: Any, *_: Any) -> None:
        _state[key] = value

    return remember


def _set_tunable_filename(name: str, insert_device_ordinal: bool = False) -> None:
    path = Path(name)
    if insert_device_ordinal:
        path = path.with_name(f"{path.stem}{core().current_device()}{path.suffix}")
    _state["tunableop_filename"] = str(path)


def _resetter(key: str) -> Any:
    start = _state[key]
    return lambda: _state.update({key: start})


def _pair(get: str, put: str, key: str) -> dict[str, Any]:
    return {get: _getter(key), put: _setter(key)}


def _tunable(get: str, put: str, key: str) -> dict[str, Any]:
    return _pair(f"_cuda_tunableop_{get}", f"_cuda_tunableop_{put}", key)
