"""The client: one object, a part for each kind of thing."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from jarip.sdk.accounts import Accounts
from jarip.sdk.audit import Audit
from jarip.sdk.billing import Billing
from jarip.sdk.credentials import Credentials, read_credentials
from jarip.sdk.jobs import Jobs
from jarip.sdk.members import Keys, Members
from jarip.sdk.models import Chip, parse
from jarip.sdk.paying import Paying
from jarip.sdk.plans import Plans
from jarip.sdk.pool import PoolRules
from jarip.sdk.results import Results
from jarip.sdk.search import Search
from jarip.sdk.secrets import Secrets
from jarip.sdk.transport import Transport


class Client:
    """Speaks to one server. Without arguments it takes JARIP_URL and JARIP_API_KEY, or what
    `jarip up` wrote on this machine.

    Raises NoCredentialsError when neither says where the server is.
    """

    def __init__(
        self,
        url: str | None = None,
        api_key: str | None = None,
        *,
        project: str = "",
        organization: str = "",
    ) -> None:
        credentials = (
            Credentials(url.rstrip("/"), api_key) if url and api_key else read_credentials()
        )
        self.transport = Transport(credentials, project=project, organization=organization)
        self.jobs = Jobs(self.transport)
        self.billing = Billing(self.transport)
        self.paying = Paying(self.transport)
        self.plans = Plans(self.transport)
        self.pool = PoolRules(self.transport)
        self.accounts = Accounts(self.transport)
        self.members = Members(self.transport)
        self.keys = Keys(self.transport)
        self.audit = Audit(self.transport)
        self.secrets = Secrets(self.transport)
        self.results = Results(self.transport)
        self.search = Search(self.transport)

    def me(self) -> dict[str, Any]:
        """Who the key belongs to: organization, project, permissions."""
        answer: dict[str, Any] = self.transport.request("GET", "/v1/me")
        return answer

    def chips(self) -> list[Chip]:
        """The pool's chips."""
        return [parse(Chip, values) for values in self.transport.request("GET", "/v1/chips")]

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
