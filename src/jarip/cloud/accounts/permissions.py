"""The one permission table: what each role may do. API keys are scoped by the same names."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """Something a principal may do inside its organization, or (`operator`) everywhere."""

    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    PROJECTS_READ = "projects:read"
    PROJECTS_WRITE = "projects:write"
    MEMBERS_READ = "members:read"
    MEMBERS_WRITE = "members:write"
    KEYS_READ = "keys:read"
    KEYS_WRITE = "keys:write"
    USAGE_READ = "usage:read"
    BUDGETS_READ = "budgets:read"
    BUDGETS_WRITE = "budgets:write"
    BILLING_READ = "billing:read"
    BILLING_WRITE = "billing:write"
    AUDIT_READ = "audit:read"
    ORGANIZATION_WRITE = "organization:write"
    OPERATOR = "operator"


class Role(StrEnum):
    """What a member is to an organization."""

    OWNER = "owner"
    ADMIN = "admin"
    DEVELOPER = "developer"
    VIEWER = "viewer"
    BILLING = "billing"


_P = Permission
_VIEW = frozenset({_P.JOBS_READ, _P.PROJECTS_READ, _P.MEMBERS_READ, _P.USAGE_READ, _P.BUDGETS_READ})
_DEVELOP = _VIEW | {_P.JOBS_WRITE, _P.KEYS_READ}
_ADMINISTER = _DEVELOP | {
    _P.PROJECTS_WRITE,
    _P.MEMBERS_WRITE,
    _P.KEYS_WRITE,
    _P.BUDGETS_WRITE,
    _P.AUDIT_READ,
    _P.BILLING_READ,
}
_PAY = frozenset(
    {
        _P.PROJECTS_READ,
        _P.MEMBERS_READ,
        _P.USAGE_READ,
        _P.BUDGETS_READ,
        _P.BUDGETS_WRITE,
        _P.BILLING_READ,
        _P.BILLING_WRITE,
    }
)

ROLES: dict[Role, frozenset[Permission]] = {
    Role.OWNER: _ADMINISTER | _PAY | {_P.ORGANIZATION_WRITE},
    Role.ADMIN: _ADMINISTER,
    Role.DEVELOPER: _DEVELOP,
    Role.VIEWER: _VIEW,
    Role.BILLING: _PAY,
}
"""What each role may do."""

EVERYTHING = frozenset(Permission)
"""What the operator of the installation may do."""


def describe_roles() -> str:
    """The table in Markdown, as `docs/accounts.md` shows it."""
    lines = ["| may | " + " | ".join(Role) + " |", "|---|" + "---|" * len(Role)]
    for permission in Permission:
        marks = ["yes" if permission in ROLES[role] else "" for role in Role]
        lines.append(f"| `{permission}` | " + " | ".join(marks) + " |")
    return "\n".join(lines)
