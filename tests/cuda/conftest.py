"""What tests of the CUDA platform share."""

from pathlib import Path

import pytest

from jarip.cuda.home import ensure_home


@pytest.fixture(scope="session")
def cuda_home() -> Path:
    """The CUDA home of these sources, built if it isn't there yet."""
    return ensure_home()
