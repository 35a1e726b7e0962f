"""What of each row can be found: one table, a line a kind of row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from jarip.cloud.accounts.tables import ApiKey, Member, Project, User
from jarip.cloud.audit.tables import AuditEntry
from jarip.cloud.billing.tables import Invoice
from jarip.cloud.catalog.money import Currency, format_money, write_micros
from jarip.cloud.db.base import Base
from jarip.cloud.jobs.tables import Job
from jarip.cloud.search.documents import Kind, NewDocument


@dataclass(frozen=True)
class Source:
    """How rows of one table become documents. `watched` are the columns a document is made of."""

    kind: Kind
    describe: Callable[[Connection, Any], NewDocument]
    watched: tuple[str, ...]


def describe_job(connection: Connection, job: Job) -> NewDocument:
    """A job: its name, its command, its labels, who submitted it."""
    spec = job.spec
    command = spec.get("command", "")
    text = command if isinstance(command, str) else " ".join(command)
    names = [*spec.get("environment", {}), *spec.get("secrets", {}), *spec.get("requirements", [])]
    labels = [f"{name}={value}" for name, value in job.labels.items()]
    return NewDocument(
        kind=Kind.JOB,
        ref=job.id,
        organization_id=job.organization_id,
        project_id=job.project_id,
        at_ms=job.created_ms,
        title=job.name,
        body="\n".join([text, *names]),
        keywords=" ".join([*labels, *job.chip_kinds, job.id, job.array_id]),
        author=name_of_actor(connection, job.actor_id),
    )


def describe_project(_connection: Connection, project: Project) -> NewDocument:
    """A project: its names."""
    return NewDocument(
        kind=Kind.PROJECT,
        ref=project.id,
        organization_id=project.organization_id,
        project_id=project.id,
        at_ms=project.created_ms,
        title=project.name,
        keywords=f"{project.slug} {project.id}",
    )


def describe_member(connection: Connection, member: Member) -> NewDocument:
    """A member: name, address, role."""
    user = connection.execute(
        select(User.name, User.email).where(User.id == member.user_id)
    ).one_or_none()
    name, email = (user.name, user.email) if user else ("", "")
    return NewDocument(
        kind=Kind.MEMBER,
        ref=member.user_id,
        organization_id=member.organization_id,
        at_ms=member.created_ms,
        title=name or email,
        body=email,
        keywords=f"{member.role} {member.user_id}",
        author=name,
    )


def describe_invoice(_connection: Connection, invoice: Invoice) -> NewDocument:
    """An invoice: its number, its parties, its total."""
    total = format_money(invoice.total_micros, Currency(invoice.currency))
    parties = [str(text) for party in (invoice.buyer, invoice.seller) for text in party.values()]
    return NewDocument(
        kind=Kind.INVOICE,
        ref=invoice.id,
        organization_id=invoice.organization_id,
        at_ms=invoice.created_ms,
        title=f"{invoice.number or ''} {total}".strip(),
        body="\n".join(text for text in parties if text),
        keywords=f"{invoice.state} {invoice.currency} {write_micros(invoice.total_micros)}",
    )


def describe_audit_entry(_connection: Connection, entry: AuditEntry) -> NewDocument:
    """An entry of the audit log: what was done, to what, by whom, from where."""
    rows = entry.detail.get("rows", [])
    changed = [f"{row.get('what', '')} {row.get('table', '')} {row.get('id', '')}" for row in rows]
    return NewDocument(
        kind=Kind.AUDIT,
        ref=entry.id,
        organization_id=entry.organization_id,
        at_ms=entry.at_ms,
        title=entry.action.replace("_", " "),
        body="\n".join([entry.target, *changed]),
        keywords=f"{entry.action} {entry.address}",
        author=entry.actor_name,
    )


def name_of_actor(connection: Connection, actor_id: str) -> str:
    """What an actor is called: a person or an API key."""
    for table in (User, ApiKey):
        name = connection.scalar(select(table.name).where(table.id == actor_id))
        if name:
            return str(name)
    return ""


SOURCES: dict[type[Base], Source] = {
    Job: Source(Kind.JOB, describe_job, ("name", "labels")),
    Project: Source(Kind.PROJECT, describe_project, ("name", "slug")),
    Member: Source(Kind.MEMBER, describe_member, ("role",)),
    Invoice: Source(Kind.INVOICE, describe_invoice, ("number", "state", "buyer", "total_micros")),
    AuditEntry: Source(Kind.AUDIT, describe_audit_entry, ()),
}
"""Everything that is found but logs, which are files: see `logs.py`."""
