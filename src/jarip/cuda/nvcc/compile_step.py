"""One source file to one object. The two halves of a CUDA file compile at the same time."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from pathlib import Path

from jarip.cuda.frontend.device_compile import device_command, device_side
from jarip.cuda.frontend.extern_variables import define_extern_variables
from jarip.cuda.frontend.host_compile import host_command, host_side, plain_command
from jarip.cuda.frontend.image import DeviceImage
from jarip.cuda.frontend.image_embed import PLACEHOLDER, embed
from jarip.cuda.frontend.kernel_names import name_launched_kernels
from jarip.cuda.frontend.metadata import describe
from jarip.cuda.frontend.static_references import show_static_references
from jarip.cuda.nvcc.dependencies import clang_rule_flags, wants_rule, write_rule
from jarip.cuda.nvcc.half import Half, Side, run_cached, scratch_name
from jarip.cuda.nvcc.openmp import openmp_compile_flags, openmp_device_flags
from jarip.cuda.nvcc.request import Input, Kind, Request
from jarip.cuda.nvcc.texture_references import lacks_references, with_references
from jarip.cuda.nvcc.workshop import BuildFailed, Workshop


def compile_source(given: Input, output: Path, request: Request, shop: Workshop) -> None:
    """Compile one source to the object `output`. Raises BuildFailed once the errors were said."""
    if given.kind is Kind.CUDA:
        _compile_cuda(given.path, output, request, shop)
    else:
        _compile_plain(given, output, request, shop)


def compile_image(source: Path, request: Request, shop: Workshop) -> DeviceImage:
    """Only the device half of a CUDA file."""
    half = _device_half(source, request, shop)
    if half.result is None and lacks_references(half.diagnostics, request):
        return compile_image(source, with_references(request), shop)
    shop.say(half.diagnostics)
    if half.result is None:
        raise BuildFailed(half.code)
    _refuse_unsupported(half.result, source, request, shop)
    return _image(half.result, request, shop)


def _compile_cuda(source: Path, output: Path, request: Request, shop: Workshop) -> None:
    halves: dict[str, Half] = {}

    def device() -> None:
        halves["device"] = _device_half(source, request, shop)

    other = threading.Thread(target=device)
    other.start()
    host = _host_half(source, output, request, shop)
    other.join()
    if "device" not in halves:
        raise BuildFailed(1)
    if host.result is None or halves["device"].result is None:
        failed = host if host.result is None else halves["device"]
        if lacks_references(failed.diagnostics, request):
            return _compile_cuda(source, output, with_references(request), shop)
        shop.say(failed.diagnostics)
        raise BuildFailed(failed.code)
    shop.say(host.diagnostics)
    if shop.dry:
        return
    _refuse_unsupported(halves["device"].result, source, request, shop)
    image = _image(halves["device"].result, request, shop)
    if request.line.has("explain"):
        shop.say(_explanation(image))
    _keep(source, image, request)
    output.write_bytes(embed(host.result, image, relocatable=request.relocatable))
    if wants_rule(request.line):
        write_rule(host.files, _ruled(source, output, shop), request.line, shop.home)


def _explanation(image: DeviceImage) -> str:
    """How each kernel will be compiled; LLVM is loaded only when this is asked for."""
    from jarip.cuda.jit.explain import explain_image
    from jarip.cuda.jit.image import read_image

    return explain_image(read_image(image.pack()))


def _image(ir: bytes, request: Request, shop: Workshop) -> DeviceImage:
    text = show_static_references(name_launched_kernels(ir.decode()))
    if not request.relocatable:
        text, names = define_extern_variables(text)
        for name in names:
            shop.say(f"nvcc warning : the extern declaration of {name} is taken as its definition")
    return DeviceImage(describe(text), text)


def _refuse_unsupported(ir: bytes, source: Path, request: Request, shop: Workshop) -> None:
    """Says at which lines the device code cannot be compiled, and ends the build."""
    # Late: links and questions need no tables of intrinsics.
    from jarip.cuda.nvcc.unsupported import find_unsupported, located

    complaints = find_unsupported(ir.decode(), request.relocatable)
    if not complaints:
        return
    lined = _device_half(source, request, shop, line_info=True).result or b""
    again = find_unsupported(lined.decode(), request.relocatable) or complaints
    shop.say("\n".join(dict.fromkeys(located(lined.decode(), again, str(source)))))
    raise BuildFailed(1)


def _device_half(source: Path, request: Request, shop: Workshop, line_info: bool = False) -> Half:
    language = (*request.device.language, *openmp_device_flags(request.host, shop.home))
    options = replace(
        request.device,
        language=language,
        unit=_unit(source, request),
        line_info=line_info or request.device.line_info,
    )
    output = shop.scratch / f"{scratch_name(source)}.ll"
    command = device_command(source, output, options, shop.include, shop.device_library)
    side = Side("device", device_side(options), options.language, [shop.device_library])
    return run_cached(side, source, output, command, shop)


def _host_half(source: Path, output: Path, request: Request, shop: Workshop) -> Half:
    placeholder = shop.scratch / "placeholder"
    placeholder.write_bytes(PLACEHOLDER)
    part = shop.scratch / f"{scratch_name(source)}.o"
    host = (*request.language, *request.host, *openmp_compile_flags(request.host, shop.home))
    unit = _unit(source, request)
    command = host_command(source, part, host, shop.include, placeholder, unit)
    return run_cached(Side("host", host_side(unit), host), source, part, command, shop)


def _compile_plain(given: Input, output: Path, request: Request, shop: Workshop) -> None:
    flags = [
        *request.language,
        *request.host,
        *openmp_compile_flags(request.host, shop.home),
        *clang_rule_flags(request.line, _ruled(given.path, output, shop)),
    ]
    if given.kind is Kind.C:
        flags = [flag for flag in flags if not flag.startswith(("-std=c++", "-std=gnu++"))]
    command = plain_command(given.path, output, tuple(flags), shop.include, given.kind.value)
    outcome = shop.run("host", given.path, command)
    shop.say(outcome.diagnostics)
    if not outcome.ok:
        raise BuildFailed(outcome.code)


def _ruled(source: Path, output: Path, shop: Workshop) -> Path:
    """The object that a rule of dependencies names, beside which it is written; of one that only a
    link will see, as if it had been made here."""
    return Path(f"{source.stem}.o") if shop.scratch in output.parents else output


def _unit(source: Path, request: Request) -> str:
    """A name for this translation unit that another compile of the file won't share, for -rdc."""
    if not request.relocatable:
        return ""
    seed = request.line.one("frandom-seed") or str(source.absolute())
    words = (seed, *request.language)
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]


def _keep(source: Path, image: DeviceImage, request: Request) -> None:
    """--keep: leave the device IR and the image beside the results."""
    if not (request.line.has("keep") or request.line.has("save-temps")):
        return
    place = Path(request.line.one("keep-dir", "."))
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{source.stem}.ll").write_text(image.ir, encoding="utf-8")
    (place / f"{source.stem}.jimg").write_bytes(image.pack())
