"""A store for nodes that can't reach the head's disk: its objects go through Ray, in pieces."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

from jarip.cloud.engines.nodes.store import CHUNK_BYTES, FsspecStore, read_chunks
from jarip.cloud.engines.ray.library import load_ray

WAIT_S = 60.0


class StoreKeeper:
    """Runs as an actor on the head's machine."""

    def __init__(self, url: str) -> None:
        self._store = FsspecStore(url)
        self._uploads = Path(tempfile.mkdtemp(prefix="jarip-store-"))

    def append(self, upload: str, data: bytes) -> None:
        with (self._uploads / upload).open("ab") as file:
            file.write(data)

    def commit(self, upload: str, name: str) -> None:
        path = self._uploads / upload
        path.touch()
        self._store.put(name, path)
        path.unlink()

    def read(self, name: str, offset: int) -> bytes | None:
        """A piece from `offset`; b"" at the end, None if there is no such object."""
        path = self._uploads / f"read-{name.replace('/', '-')}"
        try:
            if offset == 0 or not path.exists():
                self._store.get(name, path)
        except FileNotFoundError:
            return None
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read(CHUNK_BYTES)
        if not data:
            path.unlink(missing_ok=True)
        return data

    def exists(self, name: str) -> bool:
        return self._store.exists(name)

    def list(self, prefix: str) -> list[str]:
        return self._store.list(prefix)

    def delete(self, prefix: str) -> None:
        self._store.delete(prefix)


class RelayStore:
    """Keeps the contract of `nodes.store.ObjectStore` with a keeper elsewhere."""

    def __init__(self, keeper_name: str) -> None:
        self._keeper_name = keeper_name

    def put(self, name: str, path: Path) -> None:
        upload = uuid4().hex
        for chunk in read_chunks(path):
            self._call("append", upload, chunk)
        self._call("commit", upload, name)

    def get(self, name: str, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{uuid4().hex}.new")
        try:
            with temporary.open("wb") as file:
                while data := self._call("read", name, file.tell()):
                    file.write(data)
                if data is None:
                    raise FileNotFoundError(name)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    def exists(self, name: str) -> bool:
        return bool(self._call("exists", name))

    def list(self, prefix: str) -> list[str]:
        names: list[str] = self._call("list", prefix)
        return names

    def delete(self, prefix: str) -> None:
        self._call("delete", prefix)

    def _call(self, method: str, *arguments: Any) -> Any:
        ray = load_ray()

        try:
            keeper = ray.get_actor(self._keeper_name)
            return ray.get(getattr(keeper, method).remote(*arguments), timeout=WAIT_S)
        except ray.exceptions.RayTaskError as error:
            raise error.cause if isinstance(error.cause, Exception) else error from None
        except (ray.exceptions.RayError, ValueError) as error:
            raise OSError(f"the head's store does not answer: {error}") from error
