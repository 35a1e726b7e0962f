"""Given environment variables, the devices are as they say, and nonsense is refused by name."""

import pytest

from jarip.torch.settings import SettingError, parse_bytes, read_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "JARIP_CUDA_DEVICES",
        "CUDA_VISIBLE_DEVICES",
        "LOCAL_WORLD_SIZE",
        "JARIP_DEVICE_MEMORY",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "count"),
    [
        ({}, 1),
        ({"JARIP_CUDA_DEVICES": "8"}, 8),
        ({"JARIP_CUDA_DEVICES": "0"}, 0),
        ({"LOCAL_WORLD_SIZE": "4"}, 4),
        ({"LOCAL_WORLD_SIZE": "4", "JARIP_CUDA_DEVICES": "1"}, 1),
        ({"JARIP_CUDA_DEVICES": "4", "CUDA_VISIBLE_DEVICES": "2,0"}, 2),
        ({"JARIP_CUDA_DEVICES": "4", "CUDA_VISIBLE_DEVICES": "1,9,0"}, 1),
        ({"JARIP_CUDA_DEVICES": "4", "CUDA_VISIBLE_DEVICES": ""}, 0),
        ({"JARIP_CUDA_DEVICES": "4", "CUDA_VISIBLE_DEVICES": "-1"}, 0),
    ],
)
def test_device_count(
    environment: dict[str, str], count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert read_settings().count == count


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1024", 1024),
        ("16GiB", 16 << 30),
        ("16G", 16 << 30),
        ("1.5 MiB", 3 << 19),
        ("2tb", 2 << 40),
    ],
)
def test_sizes_are_read(text: str, size: int) -> None:
    assert parse_bytes(text) == size


@pytest.mark.parametrize("text", ["", "many", "-1G", "16 parsecs"])
def test_a_size_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="is no size"):
        parse_bytes(text)


def test_the_variable_at_fault_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JARIP_CUDA_DEVICES", "two")
    with pytest.raises(SettingError, match="JARIP_CUDA_DEVICES='two'"):
        read_settings()
    monkeypatch.setenv("JARIP_CUDA_DEVICES", "2")
    monkeypatch.setenv("JARIP_DEVICE_MEMORY", "lots")
    with pytest.raises(SettingError, match="JARIP_DEVICE_MEMORY"):
        read_settings()
