"""An invoice as text: every figure formatted, every word chosen, nothing left to compute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from jarip.cloud.billing.documents.wording import say
from jarip.cloud.billing.drafting import list_lines
from jarip.cloud.billing.lines import LineKind
from jarip.cloud.billing.rating import PER_RATE_UNIT
from jarip.cloud.billing.settling import credited_micros, due_micros, sum_payments
from jarip.cloud.billing.tables import Invoice, InvoiceLine
from jarip.cloud.catalog.localized import Text
from jarip.cloud.catalog.money import Currency, format_money
from jarip.cloud.catalog.publishing import read_plan
from jarip.cloud.db.database import get_row
from jarip.cloud.metering.inputs import Resource
from jarip.cloud.subscriptions.tables import Subscription


@dataclass(frozen=True)
class DocumentLine:
    """One line as shown."""

    description: str
    period: str
    quantity: str
    rate: str
    amount: str


@dataclass(frozen=True)
class InvoiceDocument:
    """An invoice as shown. `facts` and `sums` are (name, value) pairs in order."""

    locale: str
    title: str
    state: str
    is_paid: bool
    seller: tuple[str, ...]
    buyer: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    lines: tuple[DocumentLine, ...]
    sums: tuple[tuple[str, str], ...]
    total: tuple[str, str]
    note: str

    def word(self, name: str) -> str:
        """A word of the layout in the document's language."""
        return say(name, self.locale)


def make_document(session: Session, invoice: Invoice, locale: str) -> InvoiceDocument:
    """What an invoice says, in a locale (`en` or `ko`)."""
    zone = ZoneInfo(get_row(session, Subscription, invoice.subscription_id).time_zone)
    currency = Currency(invoice.currency)
    payment = invoice.seller.get("payment")
    return InvoiceDocument(
        locale=locale,
        title=say("invoice", locale),
        state=say(f"state.{invoice.state}", locale),
        is_paid=invoice.state == "paid",
        seller=_party(invoice.seller, "name", locale),
        buyer=_party(invoice.buyer, "legal_name", locale),
        facts=(
            (say("number", locale), invoice.number or say("draft", locale)),
            (say("issued", locale), _day(invoice.issued_ms, zone)),
            (say("due", locale), _day(invoice.due_ms, zone)),
        ),
        lines=tuple(
            _line(session, line, currency, zone, locale) for line in list_lines(session, invoice.id)
        ),
        sums=tuple(_sums(session, invoice, currency, locale)),
        total=(say("total", locale), format_money(invoice.total_micros, currency)),
        note=Text.model_validate(payment).in_locale(locale) if payment else "",
    )


def _line(
    session: Session, line: InvoiceLine, currency: Currency, zone: ZoneInfo, locale: str
) -> DocumentLine:
    plan = read_plan(session, line.plan_key).name.in_locale(locale)
    what = ""
    if line.resource:
        code = line.resource_kind
        kind = code if line.kind == LineKind.DISCOUNT else code.upper()
        what = say(f"resource.{line.resource}", locale, kind=kind)
    text = say(f"line.{line.kind}", locale, plan=plan, what=what)
    last = line.end_ms - 1  # the last day that is wholly or partly covered
    return DocumentLine(
        description=say("adjusts", locale, line=text) if line.adjusts else text,
        period=f"{_day(line.start_ms, zone)} – {_day(max(line.start_ms, last), zone)}",
        quantity=_quantity(line, locale),
        rate="" if line.rate_micros is None else _rate(line.rate_micros, currency),
        amount=format_money(line.amount_micros, currency),
    )


def _quantity(line: InvoiceLine, locale: str) -> str:
    if not line.resource or line.kind == LineKind.DISCOUNT:
        return ""
    units = Decimal(line.quantity) / PER_RATE_UNIT[Resource(line.resource)]
    shown = f"{units.quantize(Decimal('0.0001')):,f}".rstrip("0").rstrip(".")
    return f"{shown} {say(f'unit.{line.resource}', locale)}"


def _rate(micros: int, currency: Currency) -> str:
    digits = 0
    while micros * 10**digits % 1_000_000:
        digits += 1
    own = {Currency.KRW: 0}.get(currency, 2)
    return format_money(micros, currency, max(digits, own))


def _sums(
    session: Session, invoice: Invoice, currency: Currency, locale: str
) -> list[tuple[str, str]]:
    sums = [(say("subtotal", locale), format_money(invoice.subtotal_micros, currency))]
    if invoice.tax_name:
        percent = f"{Decimal(invoice.tax_basis_points) / 100:f}"
        name = Text.model_validate(invoice.tax_name).in_locale(locale)
        sums.append((f"{name} {percent} %", format_money(invoice.tax_micros, currency)))
    credited = credited_micros(session, invoice.id)
    if credited:
        sums.append((say("credited", locale), format_money(-credited, currency)))
    paid = sum_payments(session, invoice.id)
    if paid:
        sums.append((say("paid", locale), format_money(-paid, currency)))
        sums.append(
            (say("due amount", locale), format_money(due_micros(session, invoice), currency))
        )
    return sums


def _party(party: dict[str, str], name: str, locale: str) -> tuple[str, ...]:
    lines = [party[name], *party.get("address", "").splitlines()]
    if party.get("registration_number"):
        lines.append(f"{say('registration', locale)} {party['registration_number']}")
    lines.append(party.get("email", ""))
    return tuple(line for line in lines if line)


def _day(ms: int | None, zone: ZoneInfo) -> str:
    if ms is None:
        return "–"
    return datetime.fromtimestamp(ms // 1000, UTC).astimezone(zone).strftime("%Y-%m-%d")
