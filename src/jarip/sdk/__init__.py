"""The Python client: a thin, typed face over the REST interface.

Owns: requests, typed results, errors that say what to do, packing code, following logs.
Does not own: any rule; the server checks everything. It imports no server code.
Read first: `client.Client`.

    import jarip
    client = jarip.Client()
    job = client.jobs.submit(["python", "train.py"], code=".")
    for item in client.jobs.follow(job.id):
        print(item)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jarip.sdk.client import Client as Client
    from jarip.sdk.errors import JaripError as JaripError

_HOMES = {"Client": "jarip.sdk.client", "JaripError": "jarip.sdk.errors"}


def __getattr__(name: str) -> Any:
    """Import on first use: who only wants the credentials file needn't load an HTTP client."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
