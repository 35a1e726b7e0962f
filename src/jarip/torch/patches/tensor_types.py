"""`torch.cuda.FloatTensor` and its siblings: types that are called, and that isinstance knows."""

import warnings
from typing import Any

_TYPES = {
    "FloatTensor": "float32",
    "DoubleTensor": "float64",
    "HalfTensor": "float16",
    "BFloat16Tensor": "bfloat16",
    "ByteTensor": "uint8",
    "CharTensor": "int8",
    "ShortTensor": "int16",
    "IntTensor": "int32",
    "LongTensor": "int64",
    "BoolTensor": "bool",
}

_CONSTRUCTORS = (
    "The torch.cuda.*DtypeTensor constructors are no longer recommended. It's best to use methods "
    "such as torch.tensor(data, dtype=*, device='cuda') to create tensors."
)
_DEFAULT_TYPE = (
    "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use "
    "torch.set_default_dtype() and torch.set_default_device() as alternatives."
)


def apply(torch: Any) -> None:
    """Put the types into `torch.cuda` and teach `Tensor.type` and `set_default_tensor_type`."""
    types = {name: _make_type(torch, name, getattr(torch, dtype)) for name, dtype in _TYPES.items()}
    for name, made in types.items():
        setattr(torch.cuda, name, made)
    _replace_listed_types(torch)
    _teach_type_method(torch, types)
    _teach_default_type(torch, types)


def _replace_listed_types(torch: Any) -> None:
    """`torch._tensor_classes` has the CPU build's types of the device, which can't be called."""
    for listed in list(torch._tensor_classes):
        name = listed.__name__.rpartition(".")[2]
        if listed.__module__ == "torch.cuda" and name in _TYPES:
            torch._tensor_classes.remove(listed)
            torch._tensor_classes.add(getattr(torch.cuda, name))


_warned: set[str] = set()


def _warn_once(torch: Any, text: str) -> None:
    """As PyTorch's own warnings: once a process, or every time after `torch.set_warn_always`."""
    if text not in _warned or torch.is_warn_always_enabled():
        _warned.add(text)
        warnings.warn(text, stacklevel=3)


def _make_type(torch: Any, name: str, dtype: Any) -> Any:
    class Meta(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, torch.Tensor) and value.is_cuda and value.dtype == dtype

    def make(cls: type, *args: Any, device: Any = None) -> Any:
        _warn_once(torch, _CONSTRUCTORS)
        device = "cuda" if device is None else device
        if not args:
            return torch.empty(0, dtype=dtype, device=device)
        if all(isinstance(arg, int) for arg in args):
            return torch.empty(args, dtype=dtype, device=device)
        (value,) = args
        if isinstance(value, torch.Size):
            return torch.empty(value, dtype=dtype, device=device)
        if isinstance(value, torch.UntypedStorage | torch.TypedStorage):
            return torch.empty(0, dtype=dtype, device=device).set_(value)
        return torch.as_tensor(value, dtype=dtype, device=device)

    members = {
        "__new__": make,
        "__module__": "torch.cuda",
        "dtype": dtype,
        "is_cuda": True,
        "is_xpu": False,
        "is_sparse": False,
        "layout": torch.strided,
    }
    return Meta(name, (), members)


def _resolve(types: dict[str, Any], wanted: Any) -> Any:
    """One of our types, given it or its name; None for anything else."""
    if isinstance(wanted, str):
        return types.get(wanted.removeprefix("torch.cuda.")) if "cuda" in wanted else None
    return wanted if wanted in types.values() else None


def _teach_type_method(torch: Any, types: dict[str, Any]) -> None:
    original = torch.Tensor.type

    def type_(self: Any, dtype: Any = None, non_blocking: bool = False, **kwargs: Any) -> Any:
        made = _resolve(types, dtype)
        if made is None:
            return original(self, dtype, non_blocking, **kwargs)
        device = self.device if self.is_cuda else "cuda"
        return self.to(device=device, dtype=made.dtype, non_blocking=non_blocking)

    type_.__doc__ = original.__doc__
    torch.Tensor.type = type_


def _teach_default_type(torch: Any, types: dict[str, Any]) -> None:
    original = torch.set_default_tensor_type

    def set_default_tensor_type(wanted: Any) -> None:
        made = _resolve(types, wanted)
        if made is None:
            torch.set_default_device(None)
            original(wanted)
            return
        _warn_once(torch, _DEFAULT_TYPE)
        torch.set_default_dtype(made.dtype)
        torch.set_default_device("cuda")

    set_default_tensor_type.__doc__ = original.__doc__
    torch.set_default_tensor_type = set_default_tensor_type
