"""The compile cache: the same files give the stored result, any change a miss."""

import time
from pathlib import Path

import pytest

from jarip.cuda.frontend.compile_cache import CompileCache, read_dependencies


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "x.cu"
    path.write_text("int a;\n")
    return path


@pytest.fixture
def header(tmp_path: Path) -> Path:
    path = tmp_path / "x.h"
    path.write_text("int b;\n")
    return path


@pytest.fixture
def cache(tmp_path: Path) -> CompileCache:
    return CompileCache(tmp_path / "cache")


def stored(cache: CompileCache, source: Path, *files: Path, result: bytes = b"object") -> str:
    key = cache.key(["clang", "-O1"], source)
    cache.store(key, [source, *files], result, "a warning\n", time.time_ns())
    return key


def test_unchanged_files_give_the_result_and_its_warnings(cache, source, header) -> None:
    key = stored(cache, source, header)
    found = cache.find(key)
    assert found is not None
    assert (found.result, found.diagnostics) == (b"object", "a warning\n")
    assert found.files == (source, header)


def test_a_changed_header_is_a_miss_until_it_is_changed_back(cache, source, header) -> None:
    key = stored(cache, source, header)
    header.write_text("int c;\n")
    assert cache.find(key) is None
    header.write_text("int b;\n")
    assert cache.find(key) is not None


def test_two_states_of_a_header_are_both_remembered(cache, source, header) -> None:
    key = stored(cache, source, header, result=b"first")
    header.write_text("int c;\n")
    stored(cache, source, header, result=b"second")
    header.write_text("int b;\n")
    assert cache.find(key).result == b"first"


def test_a_missing_header_is_a_miss(cache, source, header) -> None:
    key = stored(cache, source, header)
    header.unlink()
    assert cache.find(key) is None


def test_flags_text_and_search_paths_change_the_key(cache, source, monkeypatch) -> None:
    key = cache.key(["clang", "-O1"], source)
    assert cache.key(["clang", "-O2"], source) != key
    monkeypatch.setenv("CPATH", "/elsewhere")
    assert cache.key(["clang", "-O1"], source) != key
    monkeypatch.delenv("CPATH")
    source.write_text("int z;\n")
    assert cache.key(["clang", "-O1"], source) != key


def test_a_file_changed_while_it_was_compiled_is_not_kept(cache, source) -> None:
    key = cache.key(["clang"], source)
    cache.store(key, [source], b"object", "", started_ns=0)
    assert cache.find(key) is None


def test_what_reads_the_clock_is_not_kept(cache, source) -> None:
    source.write_text("const char *when = __DATE__;\n")
    key = stored(cache, source)
    assert cache.find(key) is None


def test_dependency_rules_are_read(tmp_path) -> None:
    rule = tmp_path / "x.d"
    rule.write_text("x.o: a.cu \\\n  /usr/include/b.h with\\ space.h\n")
    assert read_dependencies(rule) == [Path("a.cu"), Path("/usr/include/b.h"), Path("with space.h")]
