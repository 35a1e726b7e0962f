"""A request carried out: sources to objects, several at once, then what is made from them."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from jarip.cuda.nvcc.compile_step import compile_image, compile_source
from jarip.cuda.nvcc.device_link import device_link
from jarip.cuda.nvcc.link_step import archive, link, link_items
from jarip.cuda.nvcc.preprocess import preprocess
from jarip.cuda.nvcc.request import Input, Kind, Phase, Request
from jarip.cuda.nvcc.workshop import BuildFailed, Workshop


def build(request: Request, shop: Workshop) -> int:
    """Carry out a request; returns nvcc's exit code. Raises BuildFailed if a step fails."""
    sources = [given for given in request.inputs if given.kind.is_source]
    if request.phase in (Phase.PREPROCESS, Phase.DEPENDENCIES):
        for given in sources:
            preprocess(given, request, shop)
    elif request.phase is Phase.IMAGE:
        _in_parallel([_image_job(given, request, shop) for given in sources], request.jobs)
    elif request.phase is Phase.COMPILE:
        targets = {given.path: request.output_for(given.path) for given in sources}
        _compile_all(sources, targets, request, shop)
    else:
        return _build_whole(sources, request, shop)
    return 0


def _build_whole(sources: list[Input], request: Request, shop: Workshop) -> int:
    targets = {
        given.path: shop.scratch / f"{number}-{given.path.stem}.o"
        for number, given in enumerate(sources)
    }
    _compile_all(sources, targets, request, shop)
    items = link_items(targets, request)
    if request.phase is Phase.ARCHIVE:
        output = request.output or Path("a.a")
        objects = [Path(item) for item in items if not item.startswith("-")]
        archive(objects, output, request, shop)
        return 0
    if request.phase is Phase.DEVICE_LINK:
        device_link(items, request.output or Path("a_dlink.o"), request, shop)
        return 0
    output = request.output or Path("a.out")
    if not request.line.has("no-device-link") and not shop.dry:
        linked = shop.scratch / "device-link.o"
        if device_link(items, linked, request, shop):
            items.append(str(linked))
    link(items, output, request, shop)
    return _run(output, request) if request.line.has("run") and not shop.dry else 0


def _compile_all(
    sources: list[Input], targets: dict[Path, Path], request: Request, shop: Workshop
) -> None:
    def job(given: Input) -> Callable[[], None]:
        return lambda: compile_source(given, targets[given.path], request, shop)

    _in_parallel([job(given) for given in sources], request.jobs)


def _image_job(given: Input, request: Request, shop: Workshop) -> Callable[[], None]:
    def job() -> None:
        if given.kind is not Kind.CUDA:
            shop.say(f"nvcc fatal   : '{given.path}' has no device code to make an image of")
            raise BuildFailed
        image = compile_image(given.path, request, shop)
        if not shop.dry:
            request.output_for(given.path).write_bytes(image.pack())

    return job


def _in_parallel(jobs: Sequence[Callable[[], None]], workers: int) -> None:
    """Run all jobs, at most `workers` at once. After a failure no further job is begun."""
    if len(jobs) == 1 or workers == 1:
        for job in jobs:
            job()
        return
    waiting = list(reversed(jobs))
    failures: list[Exception] = []

    def work() -> None:
        while not failures:
            try:
                job = waiting.pop()
            except IndexError:
                return
            try:
                job()
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(min(workers, len(jobs)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _run(program: Path, request: Request) -> int:
    command = [str(program.absolute()), *request.line.many("run-args")]
    return subprocess.run(command, check=False).returncode
