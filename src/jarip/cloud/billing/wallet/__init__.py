"""Prepaid money and credits: a wallet for each organization and currency, kept by double entry.

Owns: wallets, transfers and their entries (which always sum to zero), lots that expire, overdrafts.
Does not own: how money arrives (`billing.payments`), what is owed (`billing.invoices`).

A transfer moves money from one account to another and is never edited. What is put in is a lot;
what is taken out comes from the lot that expires first, given credits before paid money. A balance
never falls below zero unless the operator allowed an overdraft, and then not below that.

Read first: `ledger.py` (accounts and transfers), then `moves.py` (what can happen to a wallet).
"""
