"""The links beside every page, as a table: group, address, words, icon, needed permission."""

from __future__ import annotations

from dataclasses import dataclass

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.console.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Link:
    """One link. `name` and `group` are names of words."""

    group: str
    path: str
    name: str
    icon: str
    permission: Permission | None = None


_P = Permission
LINKS = (
    Link("nav.work", "/", "nav.overview", "home"),
    Link("nav.work", "/jobs", "nav.jobs", "play", _P.JOBS_READ),
    Link("nav.work", "/compare", "nav.compare", "chart", _P.JOBS_READ),
    Link("nav.work", "/secrets", "nav.secrets", "lock", _P.JOBS_WRITE),
    Link("nav.money", "/usage", "nav.usage", "bars", _P.USAGE_READ),
    Link("nav.money", "/budgets", "nav.budgets", "gauge", _P.BUDGETS_READ),
    Link("nav.money", "/plan", "nav.plan", "layers", _P.BILLING_READ),
    Link("nav.money", "/wallet", "nav.wallet", "wallet", _P.BILLING_READ),
    Link("nav.money", "/invoices", "nav.invoices", "file", _P.BILLING_READ),
    Link("nav.organization", "/members", "nav.members", "people", _P.MEMBERS_READ),
    Link("nav.organization", "/projects", "nav.projects", "folder", _P.PROJECTS_READ),
    Link("nav.organization", "/keys", "nav.keys", "key", _P.KEYS_READ),
    Link("nav.organization", "/audit", "nav.audit", "list", _P.AUDIT_READ),
    Link("nav.operator", "/operator/customers", "nav.customers", "building", _P.OPERATOR),
    Link("nav.operator", "/operator/plans", "nav.plans", "layers", _P.OPERATOR),
    Link("nav.operator", "/operator/coupons", "nav.coupons", "ticket", _P.OPERATOR),
    Link("nav.operator", "/operator/revenue", "nav.revenue", "trend", _P.OPERATOR),
    Link("nav.operator", "/operator/pool", "nav.pool", "chip", _P.OPERATOR),
    Link("nav.operator", "/operator/nodes", "nav.nodes", "server", _P.OPERATOR),
    Link("nav.operator", "/operator/rules", "nav.rules", "scale", _P.OPERATOR),
    Link("nav.operator", "/operator/health", "nav.health", "pulse", _P.OPERATOR),
)
"""Every link, in order."""


def find_links(visitor: Visitor | None) -> dict[str, list[Link]]:
    """The links a visitor may follow, by group."""
    groups: dict[str, list[Link]] = {}
    for link in LINKS if visitor else ():
        if link.permission is None or (visitor and visitor.may(link.permission)):
            groups.setdefault(link.group, []).append(link)
    return groups
