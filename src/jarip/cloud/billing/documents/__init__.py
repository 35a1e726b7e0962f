"""Invoices as people read them: HTML and PDF, in Korean and English.

Owns: wording, layout, fonts.
Does not own: any amount. A document shows what an invoice says and computes nothing.

Read first: `document.py`, which turns an invoice into text; `html.py` and `pdf.py` lay it out.
"""
