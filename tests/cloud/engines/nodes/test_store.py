"""Object storage on a folder and on a look-alike of S3; folders copied through it."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
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
