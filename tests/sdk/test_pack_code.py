"""Packing respects ignore files and makes equal archives of equal folders."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from jarip.cloud.code.unpack import unpack_archive
from jarip.sdk.errors import CodeError
from jarip.sdk.pack_code import find_files, pack_code


def make_files(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


FILES = {
    "train.py": "print()",
    "data/big.bin": "x" * 100,
    "data/keep.bin": "x",
    "src/a.cu": "",
    "src/.gitignore": "*.o\n!important.o\n",
    "src/b.o": "",
    "src/important.o": "",
    "deep/er/log.txt": "",
    "secret.env": "",
    ".gitignore": "data/*\n!data/keep.bin\n*.txt\n/secret.env\n",
}


def test_sees_the_files_git_sees(tmp_path: Path) -> None:
    root = make_files(tmp_path, FILES)
    subprocess.run(["git", "init", "-q", root], check=True)
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    found = sorted(str(path.relative_to(root)) for path in find_files(root))

    assert found == sorted(listed)
    assert "data/keep.bin" in found
    assert "src/important.o" in found


def test_jaripignore_leaves_out_more(tmp_path: Path) -> None:
    root = make_files(tmp_path, {"a.py": "", "b.py": "", ".jaripignore": "b.py\n.jaripignore\n"})

    assert [path.name for path in find_files(root)] == ["a.py"]


def test_equal_folders_make_equal_archives(tmp_path: Path) -> None:
    first, second = make_files(tmp_path / "1", FILES), make_files(tmp_path / "2", FILES)
    os.utime(second / "train.py", (1, 1))

    with pack_code(first) as one, pack_code(second) as two:
        assert one.digest == two.digest
        assert one.file.read() == two.file.read()


def test_a_change_makes_another_archive(tmp_path: Path) -> None:
    first = make_files(tmp_path / "1", FILES)
    with pack_code(first) as before:
        pass
    (first / "train.py").write_text("print(1)")

    with pack_code(first) as after:
        assert before.digest != after.digest


def test_what_is_packed_unpacks_to_the_same(tmp_path: Path) -> None:
    root = make_files(tmp_path / "code", {"run.sh": "#!/bin/sh", "lib/x.py": "x"})
    (root / "run.sh").chmod(0o755)
    (root / "link").symlink_to("lib/x.py")
    os.link(root / "lib/x.py", root / "twin.py")
    out = tmp_path / "out"
    out.mkdir()

    with pack_code(root) as packed:
        archive = tmp_path / "code.tar.gz"
        archive.write_bytes(packed.file.read())
    unpack_archive(archive, out)

    assert (out / "link").read_text() == (out / "twin.py").read_text() == "x"
    assert (out / "run.sh").stat().st_mode & 0o100


def test_one_file_alone_can_be_packed(tmp_path: Path) -> None:
    root = make_files(tmp_path, {"x.cu": "", "other.py": ""})

    with pack_code(root / "x.cu") as packed, tarfile.open(fileobj=packed.file) as archive:
        assert archive.getnames() == ["x.cu"]


def test_links_that_lead_out_are_named(tmp_path: Path) -> None:
    root = make_files(tmp_path / "code", {"a.py": ""})
    (root / "out").symlink_to("/etc/passwd")

    with pytest.raises(CodeError, match="leads out"), pack_code(root):
        pass


def test_too_much_code_names_the_largest_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jarip.sdk.pack_code.MAX_BYTES", 50)

    with (
        pytest.raises(CodeError, match=r"big\.bin"),
        pack_code(make_files(tmp_path, {"a": "", "data/big.bin": "x" * 99})),
    ):
        pass
