"""Answering with a file that a job wrote."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from fastapi.responses import StreamingResponse

CHUNK_BYTES = 1 << 20


def send_file(descriptor: int, download_as: str = "") -> StreamingResponse:
    """The bytes behind a descriptor, which is closed after them.

    With `download_as`, a browser saves them under the last part of that path and never shows
    them: a job may write HTML, which must not pass for ours.
    """
    headers = {"Content-Length": str(os.fstat(descriptor).st_size)}
    kind = None
    if download_as:
        name = quote(PurePosixPath(download_as).name)
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        headers["Content-Encoding"] = "identity"
        kind = mimetypes.guess_type(download_as)[0]
    return StreamingResponse(
        _read(descriptor), media_type=kind or "application/octet-stream", headers=headers
    )


def _read(descriptor: int) -> Iterator[bytes]:
    with os.fdopen(descriptor, "rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
