"""The words of an invoice in both languages: one table."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "invoice": {"en": "Invoice", "ko": "청구서"},
    "draft": {"en": "Draft", "ko": "초안"},
    "number": {"en": "Number", "ko": "번호"},
    "issued": {"en": "Issued", "ko": "발행일"},
    "due": {"en": "Due", "ko": "납부 기한"},
    "from": {"en": "From", "ko": "공급자"},
    "to": {"en": "To", "ko": "공급받는 자"},
    "registration": {"en": "Registration", "ko": "사업자등록번호"},
    "description": {"en": "Description", "ko": "내역"},
    "period": {"en": "Period", "ko": "기간"},
    "quantity": {"en": "Quantity", "ko": "수량"},
    "rate": {"en": "Rate", "ko": "단가"},
    "amount": {"en": "Amount", "ko": "금액"},
    "subtotal": {"en": "Subtotal", "ko": "공급가액"},
    "total": {"en": "Total", "ko": "합계"},
    "credited": {"en": "Credited", "ko": "공제액"},
    "paid": {"en": "Paid", "ko": "납부액"},
    "due amount": {"en": "Still due", "ko": "미납액"},
    "page": {"en": "Page", "ko": "쪽"},
    "state.draft": {"en": "Draft", "ko": "초안"},
    "state.issued": {"en": "Payment due", "ko": "납부 대기"},
    "state.paid": {"en": "Paid", "ko": "납부 완료"},
    "state.void": {"en": "Void", "ko": "무효"},
    "state.uncollectible": {"en": "Uncollectible", "ko": "회수 불능"},
    "line.fee": {"en": "Monthly fee, {plan}", "ko": "월 이용료, {plan}"},
    "line.included": {"en": "Included compute, {plan}", "ko": "기본 제공 연산, {plan}"},
    "line.usage": {"en": "{what}, {plan}", "ko": "{what}, {plan}"},
    "line.faulted": {"en": "{what} lost to faults, free", "ko": "장애 시간 {what}, 무료"},
    "line.discount": {"en": "{what}", "ko": "{what}"},
    "adjusts": {"en": "Adjustment: {line}", "ko": "정산: {line}"},
    "resource.chip": {"en": "{kind} chip time", "ko": "{kind} 칩 사용"},
    "resource.part": {"en": "{kind} chip time in parts", "ko": "{kind} 칩 부분 사용"},
    "resource.storage": {"en": "Storage ({kind})", "ko": "저장 공간({kind})"},
    "resource.fee": {"en": "Coupon {kind}, monthly fee", "ko": "쿠폰 {kind}, 월 이용료"},
    "resource.usage": {"en": "Coupon {kind}, usage", "ko": "쿠폰 {kind}, 사용료"},
    "resource.tokens": {"en": "Tokens ({kind})", "ko": "토큰({kind})"},
    "unit.chip": {"en": "chip-hours", "ko": "칩·시간"},
    "unit.part": {"en": "chip-hours", "ko": "칩·시간"},
    "unit.storage": {"en": "GiB-months", "ko": "GiB·월"},
    "unit.tokens": {"en": "million", "ko": "백만"},
}
"""Every word by its name, then by locale."""


def say(name: str, locale: str, **values: str) -> str:
    """The words called `name` in a locale (English for any but Korean)."""
    return WORDS[name]["ko" if locale == "ko" else "en"].format(**values)
