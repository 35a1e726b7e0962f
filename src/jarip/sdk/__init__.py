"""The Python client: a thin, typed face over the REST interface.

Owns: requests, typed results, errors that say what to do, packing code, following logs.
Does not own: any rule; the server checks everything. It imports no server code.
Read first: `client.Client`.

    import jarip
    client = jarip.Client()
    job = client.jobs.submit(["python", "train.py"], code=".")
    for line in client.jobs.follow(job.id):
        print(line.text)
"""

from jarip.sdk.client import Client
from jarip.sdk.errors import JaripError

__all__ = ["Client", "JaripError"]
