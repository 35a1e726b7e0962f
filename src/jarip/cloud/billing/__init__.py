"""What usage and subscriptions cost, and the invoices that say so.

Owns: rating (amounts times rates), included compute, fees and their proration, invoices and their
lines, credit notes, payments.
Does not own: counting usage (`metering`), plans (`catalog`), who is subscribed (`subscriptions`).

Rules of rounding: a charge is one multiplication and one division, rounded once to whole micros,
for each kind of resource in each stretch of a period with one plan. On an invoice each line is then
rounded to the currency's smallest coin. Everything rounds half away from zero; nothing is a float.

Read first: `rating.py`, then `period_bill.py`.
"""
