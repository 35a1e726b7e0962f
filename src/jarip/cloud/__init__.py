"""The control plane: one package a domain, each saying what it owns and what it does not.

Owns: everything between a REST call and an engine: accounts, plans, subscriptions, metering,
billing, jobs, scheduling, engines, search, audit, and the faces `api` and `console` over them.
Does not own: compiling or running CUDA (`jarip.cuda`), finding chips (`jarip.chips`).

Three small modules are shared by every domain: `context` (what a running cloud is made of),
`settings` (how it is configured), `errors` (what is wrong, where, and what to do).
Read first: `context.open_cloud`, then `api/app.py`.
"""
