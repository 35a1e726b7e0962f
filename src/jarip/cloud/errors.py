"""Errors that domains raise and faces render: what is wrong, where, and what to do about it.

`jarip.cloud.api.problems` turns them into RFC 9457 problem documents; the console into a banner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldError:
    """One wrong field of an input: `where` is a path such as `chips.count`."""

    where: str
    what: str


class CloudError(Exception):
    """Base of all errors a caller can do something about.

    `what` says what is wrong, `where` names the thing (an id, a field, a file and line), `todo`
    says what to do. `status` is the HTTP status and `code` the stable name of the kind of error.
    """

    status = 500
    code = "internal"

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        todo: str = "",
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.todo = todo
        self.errors = tuple(errors)

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        parts += [f"{error.where}: {error.what}" for error in self.errors]
        if self.todo:
            parts.append(self.todo)
        return "\n".join(parts)


class InvalidInputError(CloudError):
    """The input can never be accepted as it is."""

    status = 422
    code = "invalid-input"


class NotSignedInError(CloudError):
    """No credential came with the request, or it is wrong, expired or revoked."""

    status = 401
    code = "not-signed-in"


class PaymentRequiredError(CloudError):
    """A budget, a plan's limit or an unpaid invoice stands in the way."""

    status = 402
    code = "payment-required"


class NotAllowedError(CloudError):
    """The caller is known, but its role or its key's scopes don't cover this."""

    status = 403
    code = "not-allowed"


class NotFoundError(CloudError):
    """No such thing, or not one the caller may know of."""

    status = 404
    code = "not-found"


class ConflictError(CloudError):
    """The thing's present state does not allow this."""

    status = 409
    code = "conflict"


class TooManyRequestsError(CloudError):
    """A rate limit or a lockout; `retry_after_s` says when to come back."""

    status = 429
    code = "too-many-requests"

    def __init__(self, what: str, *, retry_after_s: int, where: str = "", todo: str = "") -> None:
        super().__init__(what, where=where, todo=todo)
        self.retry_after_s = retry_after_s
