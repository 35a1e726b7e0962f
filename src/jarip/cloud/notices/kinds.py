"""Everything there is to tell, as one table: who is told, how urgent it is, and the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jarip.cloud.accounts.permissions import Role


class Severity(StrEnum):
    """How urgent a notice is."""

    INFO = "info"
    WARNING = "warning"
    URGENT = "urgent"


class Kind(StrEnum):
    """What happened."""

    BUDGET_THRESHOLD = "budget.threshold"
    INVOICE_ISSUED = "invoice.issued"
    INVOICE_OVERDUE = "invoice.overdue"
    INVOICE_PAID = "invoice.paid"
    PAYMENT_FAILED = "payment.failed"
    SUBSCRIPTION_PAUSED = "subscription.paused"
    SUBSCRIPTION_RESUMED = "subscription.resumed"
    INVOICE_GIVEN_UP = "invoice.given_up"


@dataclass(frozen=True)
class Words:
    """Title and text in one language. `{names}` are filled in from the notice's details."""

    title: str
    text: str


@dataclass(frozen=True)
class KindOfNotice:
    """How one kind is told. `roles` get e-mail; webhooks get every kind they ask for."""

    severity: Severity
    roles: frozenset[Role]
    words: Mapping[str, Words]


_PAYERS = frozenset({Role.OWNER, Role.BILLING})
_HOLDERS = frozenset({Role.OWNER, Role.ADMIN, Role.BILLING})

KINDS: dict[Kind, KindOfNotice] = {
    Kind.BUDGET_THRESHOLD: KindOfNotice(
        Severity.WARNING,
        _HOLDERS,
        {
            "en": Words(
                "Budget “{budget}” is {percent} % spent",
                "{spent} of {amount} are spent. {consequence}",
            ),
            "ko": Words(
                "예산 “{budget}” {percent} % 사용",
                "{amount} 중 {spent}을(를) 사용했습니다. {consequence_ko}",
            ),
        },
    ),
    Kind.INVOICE_ISSUED: KindOfNotice(
        Severity.INFO,
        _PAYERS,
        {
            "en": Words("Invoice {number}: {total}", "Please pay by {due}."),
            "ko": Words("청구서 {number}: {total}", "{due}까지 납부해 주세요."),
        },
    ),
    Kind.INVOICE_OVERDUE: KindOfNotice(
        Severity.WARNING,
        _PAYERS,
        {
            "en": Words(
                "Invoice {number} is overdue",
                "{total} are due since {due}. Jobs stop on {pause} unless it is paid.",
            ),
            "ko": Words(
                "청구서 {number} 연체",
                "{due}부터 {total}이(가) 미납 상태입니다. "
                "{pause}까지 납부하지 않으면 작업이 중지됩니다.",
            ),
        },
    ),
    Kind.INVOICE_PAID: KindOfNotice(
        Severity.INFO,
        _PAYERS,
        {
            "en": Words("Invoice {number} is paid", "Thank you for {total}."),
            "ko": Words("청구서 {number} 납부 완료", "{total}을(를) 납부해 주셔서 감사합니다."),
        },
    ),
    Kind.PAYMENT_FAILED: KindOfNotice(
        Severity.WARNING,
        _PAYERS,
        {
            "en": Words(
                "The payment of invoice {number} failed",
                "{total} could not be collected: {reason}. Please check the payment method.",
            ),
            "ko": Words(
                "청구서 {number} 결제 실패",
                "{total}을(를) 결제하지 못했습니다: {reason}. 결제 수단을 확인해 주세요.",
            ),
        },
    ),
    Kind.SUBSCRIPTION_PAUSED: KindOfNotice(
        Severity.URGENT,
        _HOLDERS,
        {
            "en": Words(
                "The subscription is paused",
                "Invoice {number} over {total} is not paid, so jobs stop until it is.",
            ),
            "ko": Words(
                "구독이 일시 중지되었습니다",
                "청구서 {number}({total})가 미납되어 납부할 때까지 작업이 중지됩니다.",
            ),
        },
    ),
    Kind.SUBSCRIPTION_RESUMED: KindOfNotice(
        Severity.INFO,
        _HOLDERS,
        {
            "en": Words("The subscription goes on", "Everything overdue is paid. Thank you."),
            "ko": Words("구독이 다시 시작되었습니다", "미납액이 모두 납부되었습니다. 감사합니다."),
        },
    ),
    Kind.INVOICE_GIVEN_UP: KindOfNotice(
        Severity.URGENT,
        _PAYERS,
        {
            "en": Words("Invoice {number} was written off", "{total} were not paid in time."),
            "ko": Words(
                "청구서 {number} 대손 처리", "{total}이(가) 기한 내에 납부되지 않았습니다."
            ),
        },
    ),
}
"""Every kind of notice."""
