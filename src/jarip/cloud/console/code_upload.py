"""Code that a browser sends: single files, a folder, or an archive."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from jarip.cloud.errors import InvalidInputError
from jarip.cloud.jobs.code_store import CodeStore, ReceivedCode
from jarip.sdk.errors import CodeError
from jarip.sdk.pack_code import pack_code

CHUNK_BYTES = 1 << 20
ARCHIVES = (".tar.gz", ".tgz")


async def receive_code(store: CodeStore, files: Sequence[UploadFile]) -> ReceivedCode | None:
    """What was sent, received and checked; None if nothing was.

    One `.tar.gz` is taken as it is. Anything else is packed as `jarip run` packs a folder, so that
    `.gitignore` counts and equal folders are kept once.
    """
    if not files:
        return None
    if len(files) == 1 and (files[0].filename or "").endswith(ARCHIVES):
        return await store.receive(_read_upload(files[0]))
    with tempfile.TemporaryDirectory() as folder:
        await run_in_threadpool(_write_files, Path(folder), files)
        try:
            with pack_code(Path(folder)) as packed:
                return await store.receive(_read_file(packed.file))
        except CodeError as error:
            raise InvalidInputError(error.what, where="code", todo=error.todo) from error


def safe_paths(names: Sequence[str]) -> list[PurePosixPath]:
    """Where the files of an upload go, without the chosen folder's own name.

    InvalidInputError for a name that would leave the folder.
    """
    paths = [PurePosixPath(name.replace("\\", "/")) for name in names]
    for name, path in zip(names, paths, strict=True):
        if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
            raise InvalidInputError(f"{name!r} is not a file's name", where="code")
    tops = {path.parts[0] for path in paths}
    if len(tops) == 1 and all(len(path.parts) > 1 for path in paths):
        return [PurePosixPath(*path.parts[1:]) for path in paths]
    return paths


def _write_files(folder: Path, files: Sequence[UploadFile]) -> None:
    paths = safe_paths([file.filename or "" for file in files])
    for path, file in zip(paths, files, strict=True):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            while chunk := file.file.read(CHUNK_BYTES):
                out.write(chunk)


async def _read_upload(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK_BYTES):
        yield chunk


async def _read_file(file: IO[bytes]) -> AsyncIterator[bytes]:
    while chunk := await run_in_threadpool(file.read, CHUNK_BYTES):
        yield chunk
