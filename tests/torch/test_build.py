"""The core is built once per torch and source, and what hinders it is said."""

from pathlib import Path

import pytest

from jarip.torch import build, compiler, installed


def _plan(tmp_path: Path, version: str) -> build.Build:
    return build.plan_build(installed.InstalledTorch(tmp_path, version, None))


def test_each_torch_has_its_own_core(tmp_path: Path) -> None:
    first, second = _plan(tmp_path, "2.13.0"), _plan(tmp_path, "2.13.1")
    assert first.directory != second.directory
    assert first.directory == _plan(tmp_path, "2.13.0").directory


def test_a_changed_header_changes_the_objects_that_include_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "core"
    sources.mkdir()
    for name in ("a.cpp", "b.cpp", "alone.cpp", "shared.h"):
        include = "" if name in ("alone.cpp", "shared.h") else '#include "shared.h"\n'
        (sources / name).write_text(include)
    monkeypatch.setattr(build, "SOURCES", sources)

    units = ("a -O2 a", "b -O2 b", "alone -O1 alone")
    (sources / "units.txt").write_text("# what is compiled\n" + "\n".join(units))
    a, b, alone = build.read_units()
    assert alone == build.Unit("alone", ("-O1",), (sources / "alone.cpp",))

    before = _plan(tmp_path, "2.13.0")
    objects = [before.object_of(unit) for unit in (a, b, alone)]
    (sources / "a.cpp").write_text("changed")
    after = _plan(tmp_path, "2.13.0")
    assert after.library != before.library
    assert after.object_of(a) != objects[0]
    assert after.object_of(b) == objects[1]

    (sources / "shared.h").write_text("changed")
    after = _plan(tmp_path, "2.13.0")
    assert after.object_of(b) != objects[1]
    assert after.object_of(alone) == objects[2]


def test_every_source_is_in_one_unit() -> None:
    listed = sorted(source for unit in build.read_units() for source in unit.sources)
    assert listed == sorted(build.SOURCES.glob("*.cpp"))


def test_without_a_compiler_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(compiler.NoCompilerError, match=r"apt-get install g\+\+"):
        compiler.find_compiler()


def test_a_compiler_without_libstdcxx_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "mycxx"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("CXX", str(broken))
    with pytest.raises(compiler.NoCompilerError, match="mycxx"):
        compiler.find_compiler()


def test_a_source_that_does_not_compile_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "core"
    sources.mkdir()
    (sources / "broken.cpp").write_text("this is no C++")
    (sources / "direct_ops.txt").write_text("")
    (sources / "units.txt").write_text("broken -O2 broken")
    monkeypatch.setattr(build, "SOURCES", sources)
    monkeypatch.setenv("JARIP_CACHE_DIR", str(tmp_path / "cache"))
    torch = installed.find_torch()
    if torch is None:
        pytest.skip("torch is not installed")
    with pytest.raises(build.BuildError, match=r"compiling broken"):
        build.ensure_built(build.plan_build(torch))
