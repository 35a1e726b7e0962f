"""Posting a notice: written with its deliveries, in the transaction of what it is about."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from jarip.cloud.accounts.tables import Member, Organization, User
from jarip.cloud.db.database import get_row
from jarip.cloud.db.ids import new_id
from jarip.cloud.db.upsert import insert_into
from jarip.cloud.notices.kinds import KINDS, Kind, KindOfNotice, Words
from jarip.cloud.notices.tables import Delivery, Notice, WebhookEndpoint

EMAIL = "email"
WEBHOOK = "webhook"
WAITING = "waiting"


def post_notice(
    session: Session,
    now_ms: int,
    organization_id: str,
    kind: Kind,
    key: str,
    values: Mapping[str, str],
    link: str = "",
    also_to: str = "",
) -> Notice | None:
    """Tell an organization something, once for each `key`; None if it was told before.

    `also_to` is a user to tell by e-mail besides those whose role it concerns.
    """
    how = KINDS[kind]
    insert = insert_into(session, Notice).values(
        id=new_id("ntc", now_ms),
        organization_id=organization_id,
        key=key,
        kind=kind,
        severity=how.severity,
        details=dict(values),
        link=link,
        created_ms=now_ms,
        read_ms=None,
    )
    statement = insert.on_conflict_do_nothing().returning(Notice.id)
    notice_id = session.execute(statement).scalar_one_or_none()
    if notice_id is None:
        return None
    notice = session.get_one(Notice, notice_id)
    for address, locale in _list_addresses(session, organization_id, how, also_to):
        session.add(_delivery(notice, EMAIL, address, locale))
    for endpoint in _list_endpoints(session, organization_id, kind):
        session.add(_delivery(notice, WEBHOOK, endpoint.id, ""))
    session.flush()
    return notice


def word_notice(notice: Notice, locale: str) -> Words:
    """Title and text in a locale (`en` or `ko`)."""
    words = KINDS[Kind(notice.kind)].words["ko" if locale == "ko" else "en"]
    return Words(words.title.format(**notice.details), words.text.format(**notice.details))


def _list_addresses(
    session: Session, organization_id: str, how: KindOfNotice, also_to: str
) -> list[tuple[str, str]]:
    locale = get_row(session, Organization, organization_id).locale
    query = (
        select(User.email)
        .join(Member, Member.user_id == User.id)
        .where(
            Member.organization_id == organization_id,
            Member.role.in_(how.roles) | (User.id == also_to),
        )
        .order_by(User.email)
    )
    return [(address, locale) for address in session.scalars(query)]


def _list_endpoints(session: Session, organization_id: str, kind: Kind) -> list[WebhookEndpoint]:
    query = select(WebhookEndpoint).where(
        WebhookEndpoint.organization_id == organization_id, WebhookEndpoint.disabled_ms.is_(None)
    )
    return [row for row in session.scalars(query) if not row.kinds or kind in row.kinds]


def _delivery(notice: Notice, channel: str, target: str, locale: str) -> Delivery:
    return Delivery(
        id=new_id("dlv", notice.created_ms),
        organization_id=notice.organization_id,
        notice_id=notice.id,
        channel=channel,
        target=target,
        locale=locale,
        state=WAITING,
        tries=0,
        error="",
        created_ms=notice.created_ms,
        next_ms=notice.created_ms,
        ended_ms=None,
    )
