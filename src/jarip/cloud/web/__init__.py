"""What REST and the console share of HTTP: who a request is from, cookies, CSRF protection.

Owns: credentials in requests (API key or session cookie) and how they become a `Principal`; the
session cookie; CSRF tokens; security headers.
Does not own: any route, nor who may do what (`accounts.permissions`).

Two ways in, one `Principal`: `Authorization: Bearer jrp_...` (programs), or the session cookie
(browsers). With the cookie, requests that change something also need the session's CSRF token,
as the header `X-CSRF-Token` or the form field `csrf_token`.

Read first: `caller.py`.
"""
