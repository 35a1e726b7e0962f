"""Who may open each page and send each form: the table that the tests hold the console to.

A new route needs a line here: without one, `test_page_rules.py` fails.
"""

from __future__ import annotations

from enum import Enum

from jarip.cloud.accounts.permissions import Permission as P


class Open(Enum):
    """Routes that need no permission."""

    PUBLIC = "anybody"
    HALF = "anybody whose second factor is still to come"
    PERSON = "anybody signed in"


PUBLIC, HALF, PERSON = Open.PUBLIC, Open.HALF, Open.PERSON

RULES: dict[str, P | Open] = {
    "GET /login": PUBLIC,
    "POST /login": PUBLIC,
    "GET /sign-up": PUBLIC,
    "POST /sign-up": PUBLIC,
    "GET /set-up": PUBLIC,
    "POST /set-up": PUBLIC,
    "GET /invitation": PUBLIC,
    "POST /invitation": PUBLIC,
    "GET /forgot-password": PUBLIC,
    "POST /forgot-password": PUBLIC,
    "GET /reset-password": PUBLIC,
    "POST /reset-password": PUBLIC,
    "GET /verify-email": PUBLIC,
    "POST /verify-email": PUBLIC,
    "POST /preferences": PUBLIC,
    "GET /login/code": HALF,
    "POST /login/code": HALF,
    "POST /login/code/new": HALF,
    "POST /logout": PERSON,
    "GET /account/security": PERSON,
    "POST /account/security/password": PERSON,
    "POST /account/security/second-factor": PERSON,
    "POST /account/security/second-factor/confirmation": PERSON,
    "POST /account/security/second-factor/codes": PERSON,
    "POST /account/security/second-factor/removal": PERSON,
    "POST /account/security/sessions/{session_id}/end": PERSON,
    "GET /device": PERSON,
    "POST /device": PERSON,
    "GET /": PERSON,
    "POST /project": PERSON,
    "GET /search": PERSON,
    "GET /settings": PERSON,
    "POST /settings/profile": PERSON,
    "POST /settings/organization": PERSON,
    "GET /jobs": P.JOBS_READ,
    "GET /jobs/{job_id}": P.JOBS_READ,
    "GET /jobs/{job_id}/log/stream": P.JOBS_READ,
    "GET /jobs/{job_id}/log.txt": P.JOBS_READ,
    "GET /jobs/{job_id}/outputs/{path:path}": P.JOBS_READ,
    "GET /jobs/{job_id}/placement": P.JOBS_READ,
    "GET /compare": P.JOBS_READ,
    "POST /jobs/{job_id}/stop": P.JOBS_WRITE,
    "GET /submit": P.JOBS_WRITE,
    "POST /submit": P.JOBS_WRITE,
    "GET /secrets": P.JOBS_WRITE,
    "POST /secrets": P.JOBS_WRITE,
    "POST /secrets/delete": P.JOBS_WRITE,
    "GET /usage": P.USAGE_READ,
    "GET /usage/days.csv": P.USAGE_READ,
    "GET /usage/days.json": P.USAGE_READ,
    "GET /budgets": P.BUDGETS_READ,
    "GET /budgets/{budget_id}": P.BUDGETS_READ,
    "POST /budgets": P.BUDGETS_WRITE,
    "POST /budgets/{budget_id}": P.BUDGETS_WRITE,
    "POST /budgets/{budget_id}/end": P.BUDGETS_WRITE,
    "GET /notices": P.BUDGETS_READ,
    "POST /notices/read": P.BUDGETS_READ,
    "GET /notices/settings": P.BUDGETS_WRITE,
    "POST /notices/webhooks": P.BUDGETS_WRITE,
    "POST /notices/webhooks/{endpoint_id}/end": P.BUDGETS_WRITE,
    "GET /plan": P.BILLING_READ,
    "GET /plan/change": P.BILLING_WRITE,
    "POST /plan/subscribe": P.BILLING_WRITE,
    "POST /plan/change": P.BILLING_WRITE,
    "POST /plan/cancel": P.BILLING_WRITE,
    "POST /plan/keep": P.BILLING_WRITE,
    "POST /plan/pause": P.BILLING_WRITE,
    "POST /plan/resume": P.BILLING_WRITE,
    "GET /invoices": P.BILLING_READ,
    "GET /invoices/{invoice_id}": P.BILLING_READ,
    "GET /invoices/{invoice_id}/paper": P.BILLING_READ,
    "GET /invoices/{invoice_id}/pdf": P.BILLING_READ,
    "POST /invoices/details": P.BILLING_WRITE,
    "POST /invoices/{invoice_id}/collect": P.BILLING_WRITE,
    "GET /wallet": P.BILLING_READ,
    "POST /wallet/top-up": P.BILLING_WRITE,
    "POST /wallet/coupons": P.BILLING_WRITE,
    "POST /wallet/credit": P.OPERATOR,
    "GET /members": P.MEMBERS_READ,
    "POST /members/invitations": P.MEMBERS_WRITE,
    "POST /members/invitations/{invitation_id}/revoke": P.MEMBERS_WRITE,
    "POST /members/{user_id}/role": P.MEMBERS_WRITE,
    "POST /members/{user_id}/remove": P.MEMBERS_WRITE,
    "GET /projects": P.PROJECTS_READ,
    "POST /projects": P.PROJECTS_WRITE,
    "GET /keys": P.KEYS_READ,
    "POST /keys": P.KEYS_WRITE,
    "POST /keys/{key_id}/revoke": P.KEYS_WRITE,
    "GET /audit": P.AUDIT_READ,
    "GET /operator/customers": P.OPERATOR,
    "POST /operator/customers/policy": P.OPERATOR,
    "POST /operator/customers/{organization_id}/visit": P.OPERATOR,
    "GET /operator/coupons": P.OPERATOR,
    "POST /operator/coupons": P.OPERATOR,
    "POST /operator/coupons/{code}/end": P.OPERATOR,
    "GET /operator/plans": P.OPERATOR,
    "POST /operator/plans": P.OPERATOR,
    "GET /operator/revenue": P.OPERATOR,
    "GET /operator/pool": P.OPERATOR,
    "GET /operator/health": P.OPERATOR,
}
