"""Object storage: a folder or a bucket, by fsspec.

Source: fsspec's documentation of `AbstractFileSystem`. `file:///folder` needs nothing more;
`s3://bucket/prefix` needs `s3fs` and the usual AWS_* variables.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

CHUNK_BYTES = 8 << 20


class StoreError(Exception):
    """The store can't be read or written; the text says what and why."""


class ObjectStore(Protocol):
    """Objects by name, parts separated by slashes. An object is there whole or not at all."""

    def put(self, name: str, path: Path) -> None:
        """Store a file's content under a name; what was there is replaced."""

    def get(self, name: str, path: Path) -> None:
        """Write an object to a file. FileNotFoundError if there is none."""

    def exists(self, name: str) -> bool: ...

    def list(self, prefix: str) -> list[str]:
        """Names that begin with `prefix`, sorted."""
        ...

    def delete(self, prefix: str) -> None:
        """Remove everything whose name begins with `prefix` and a slash."""


class FsspecStore:
    """A store at an fsspec URL."""

    def __init__(self, url: str, **options: Any) -> None:
        import fsspec

        try:
            self._files, self._root = fsspec.core.url_to_fs(url, **options)
        except (ImportError, ValueError) as error:
            raise StoreError(f"{url}: {error}") from error
        self.url = url
        self._root = self._root.rstrip("/")
        self._is_local = "file" in _as_tuple(self._files.protocol)

    def put(self, name: str, path: Path) -> None:
        with _named(name):
            if not self._is_local:
                self._files.put_file(str(path), self._at(name))
                return
            target = Path(self._at(name))
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(f".{uuid4().hex}.new")
            try:
                shutil.copyfile(path, temporary)
                temporary.replace(target)
            finally:
                temporary.unlink(missing_ok=True)

    def get(self, name: str, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{uuid4().hex}.new")
        try:
            with _named(name):
                self._files.get_file(self._at(name), str(temporary))
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    def exists(self, name: str) -> bool:
        with _named(name):
            self._files.invalidate_cache()
            return bool(self._files.exists(self._at(name)))

    def list(self, prefix: str) -> list[str]:
        with _named(prefix):
            self._files.invalidate_cache()
            found = self._files.find(self._at(prefix))
        cut = len(self._root) + 1
        return sorted(name[cut:] for name in found if not name.rpartition("/")[2].startswith("."))

    def delete(self, prefix: str) -> None:
        with _named(prefix), suppress(FileNotFoundError):
            self._files.rm(self._at(prefix), recursive=True)

    def _at(self, name: str) -> str:
        if any(part in ("", "..") for part in name.split("/")):
            raise StoreError(f"{name!r} is no name of an object")
        return f"{self._root}/{name}"


class _named:
    """Turns a store's many errors into one that names the object."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, FileNotFoundError | StoreError):
            raise StoreError(f"{self._name}: {error}") from error


def read_chunks(path: Path, most_bytes: int = CHUNK_BYTES) -> Iterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as file:
        while chunk := file.read(most_bytes):
            yield chunk


def _as_tuple(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
