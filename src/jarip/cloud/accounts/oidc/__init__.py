"""Logging in at an OpenID Connect provider (authorization code flow with PKCE).

Owns: what the provider's discovery document and keys say, the request that sends a browser there,
the checks of what it brings back, and whom of our people it is.
Does not own: the HTTP routes (`api.oidc`), nor what follows (`accounts.entering`).

Sources: OpenID Connect Core 1.0 section 3.1; RFC 7636 (PKCE); RFC 9700 (best practice); OpenID
Connect Discovery 1.0.

Read first: `flow.py`.
"""
