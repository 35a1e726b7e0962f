"""What tests of the headers and the device library share."""

from pathlib import Path

import pytest
from tests.cuda.frontend.compile_source import Compiler, make_compiler
from tools.accuracy.library import HostLibrary, build_library


@pytest.fixture(scope="session")
def host_library(tmp_path_factory: pytest.TempPathFactory) -> HostLibrary:
    """The device library, built for this machine's processor."""
    directory: Path = tmp_path_factory.mktemp("devicelib")
    return build_library(directory)


@pytest.fixture(scope="session")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    """clang with our headers and the device library."""
    return make_compiler(tmp_path_factory.mktemp("compiler"))
