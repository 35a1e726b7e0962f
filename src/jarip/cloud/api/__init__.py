"""REST over the domains: thin routers, one way to authenticate, to fail, and to page.

Owns: the FastAPI application, credentials in requests, problem documents (RFC 9457), `/healthz`,
`/metrics`, OpenAPI.
Does not own: any rule of the business. A router parses, asks a service, and renders.

Conventions: `Authorization: Bearer <key>`; lists take `?limit=&cursor=` and answer `items`,
`next_cursor` and, with `?total=true`, `total`; times are integer milliseconds since 1970
(`*_ms`); money is integer micro-units with its currency beside it (`*_micros`).

Read first: `app.create_app`, then `auth.py`.
"""
