"""The one-time link with which whoever started the cloud makes the first operator's account."""

from __future__ import annotations

from urllib.parse import quote

from jarip.cloud.accounts.set_up import issue_set_up_token
from jarip.cloud.context import CloudContext


def make_set_up_url(cloud: CloudContext, url: str) -> str:
    """The link on the server at `url`; empty if there is an operator already."""
    with cloud.database.write() as session:
        token = issue_set_up_token(session, cloud.clock, cloud.secret)
    return f"{url}/set-up?token={quote(token)}" if token else ""
