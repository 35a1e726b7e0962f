"""Coupons: codes that take a percentage or an amount off, or put credit into the wallet.

Owns: coupons and their terms, who redeemed which, what a redemption takes off a billing period.
Does not own: the wallet that credit goes into (`billing.wallet`), invoice lines (`billing.lines`).

What a coupon takes off is a pure function of a period's lines, so that a period that is rated anew
(as every invoice does) always gets the same discount.

Read first: `manage.py`, then `discounts.py`.
"""
