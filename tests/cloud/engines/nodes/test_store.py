"""Object storage on a folder and on a look-alike of S3; folders copied through it."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from jarip.cloud.engines.nodes.store import FsspecStore, ObjectStore, StoreError
from jarip.cloud.engines.nodes.sync import FolderSync


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ObjectStore]:
    if request.param == "folder":
        yield FsspecStore(f"file://{tmp_path}/store")
        return
    moto = pytest.importorskip("moto.server", reason="no moto: pip install 'moto[server]'")
    pytest.importorskip("s3fs", reason="no s3fs: pip install 'jarip[s3]'")
    server = moto.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        made = FsspecStore(
            "s3://bucket/pool",
            key="k",
            secret="s",
            endpoint_url=f"http://{host}:{port}",
            client_kwargs={"region_name": "us-east-1"},
            skip_instance_cache=True,
        )
        urllib.request.urlopen(
            urllib.request.Request(f"http://{host}:{port}/bucket", method="PUT"), timeout=120
        )
        yield made
    finally:
        server.stop()


def test_objects_come_back_as_they_went(store: ObjectStore, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"\0abc")

    store.put("a/b", tmp_path / "in")
    store.get("a/b", tmp_path / "out")

    assert (tmp_path / "out").read_bytes() == b"\0abc"
    assert store.exists("a/b")
    assert store.list("a") == ["a/b"]
    with pytest.raises(FileNotFoundError):
        store.get("a/none", tmp_path / "none")
    store.delete("a")
    assert not store.exists("a/b")
    with pytest.raises(StoreError):
        store.put("../out", tmp_path / "in")


def test_a_folder_of_two_members_is_restored_whole(store: ObjectStore, tmp_path: Path) -> None:
    for rank in "01":
        folder = tmp_path / rank
        (folder / "deep").mkdir(parents=True)
        (folder / "deep" / f"shard-{rank}").write_text(rank)
        sync = FolderSync(store, "job", "checkpoints", rank)
        assert sync.push(folder)
        assert not sync.push(folder), "nothing is new"

    restored = FolderSync(store, "job", "checkpoints", "0").pull(tmp_path / "new")

    assert restored == 2
    assert (tmp_path / "new/deep/shard-1").read_text() == "1"


def test_a_restored_copy_never_hides_what_its_writer_kept_later(
    store: ObjectStore, tmp_path: Path
) -> None:
    """As of most programs, whose rank 0 alone writes: here the name of one of two files."""
    for attempt, latest in enumerate("abab"):
        folders = {rank: tmp_path / f"{attempt}-{rank}" for rank in "01"}
        syncs = {rank: FolderSync(store, "job", "checkpoints", rank) for rank in "01"}
        for rank, folder in folders.items():
            folder.mkdir()
            syncs[rank].pull(folder)
            if attempt:
                assert (folder / "latest").read_text() != latest, "as the attempt before left it"

        (folders["0"] / "latest").write_text(latest)
        for rank, folder in folders.items():
            syncs[rank].push(folder)

    # An agent that was started anew has pulled nothing: it still knows its old copy.
    (folders["1"] / "other").write_text("new")
    FolderSync(store, "job", "checkpoints", "1").push(folders["1"])

    FolderSync(store, "job", "checkpoints", "1").pull(tmp_path / "new")
    assert (tmp_path / "new/latest").read_text() == "b"
    assert (tmp_path / "new/other").read_text() == "new"


class GatedStore(FsspecStore):
    """Its manifests are written when somebody says so, or fail."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.is_asked, self.gate = threading.Event(), threading.Event()
        self.fails = False

    def put(self, name: str, path: Path) -> None:
        if "/manifests/" in name:
            self.is_asked.set()
            self.gate.wait()
            if self.fails:
                raise StoreError(f"{name}: no answer")
        super().put(name, path)


def test_who_pushes_waits_for_who_is_pushing(tmp_path: Path) -> None:
    store = GatedStore(f"file://{tmp_path}/store")
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "result").write_text("42")
    sync = FolderSync(store, "job", "outputs", "0")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(sync.push, folder)
        store.is_asked.wait()
        second = threads.submit(lambda: (sync.push(folder), store.list("jobs/job/outputs")))
        over, _ = wait([second], timeout=0.1)
        store.gate.set()
        assert first.result()
        is_new, names = second.result()

    assert not over
    assert not is_new
    assert "jobs/job/outputs/manifests/0.json" in names, "the files are named when it returns"


def test_a_manifest_that_could_not_be_written_is_written_the_next_time(tmp_path: Path) -> None:
    store = GatedStore(f"file://{tmp_path}/store")
    store.gate.set()
    store.fails = True
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "result").write_text("42")
    sync = FolderSync(store, "job", "outputs", "0")
    with pytest.raises(StoreError):
        sync.push(folder)
    store.fails = False

    assert sync.push(folder)

    assert FolderSync(store, "job", "outputs", "head").pull(tmp_path / "home") == 1
    assert (tmp_path / "home" / "result").read_text() == "42"
