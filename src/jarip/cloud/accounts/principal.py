"""Who a request is from, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.errors import InvalidInputError, NotAllowedError


@dataclass(frozen=True)
class Principal:
    """An authenticated caller acting within one organization.

    `actor_id` is the API key (`key_...`) or user (`usr_...`) to name in logs and events;
    `member_id` is the user whose budget pays, empty for a key that belongs to no one.
    `project_id` is empty when the caller is not bound to a project. `session_id` is the browser
    session the caller came with, empty for an API key. `is_visiting` is true for an operator who
    acts in an organization that is not theirs: such access is written to the audit log.
    """

    actor_id: str
    organization_id: str
    project_id: str
    permissions: frozenset[Permission]
    member_id: str = ""
    session_id: str = ""
    is_visiting: bool = False

    @property
    def is_operator(self) -> bool:
        """Whether this is the operator of the whole installation."""
        return Permission.OPERATOR in self.permissions

    def check(self, permission: Permission) -> None:
        """Raise NotAllowedError unless the caller has the permission."""
        if permission not in self.permissions:
            raise NotAllowedError(
                f"this needs the permission {permission}",
                where=self.actor_id,
                todo="ask an owner for a role or a key that has it",
            )

    def check_project(self, project_id: str) -> None:
        """Raise NotAllowedError if the caller is bound to another project."""
        if self.project_id and self.project_id != project_id:
            raise NotAllowedError(
                f"this key works in {self.project_id} only",
                where=project_id,
                todo="use a key of that project or of the whole organization",
            )

    def need_project(self) -> str:
        """The project in which to act; InvalidInputError if none was chosen."""
        if not self.project_id:
            raise InvalidInputError(
                "no project was chosen",
                where="Jarip-Project",
                todo="use a project's key, or name the project in the Jarip-Project header",
            )
        return self.project_id
