"""Every command and the module that has it, in the order in which help shows them."""

from __future__ import annotations

RAW_COMMANDS = {"nvcc": "jarip.cli.cuda:nvcc", "cuda-home": "jarip.cli.cuda:cuda_home"}
"""Commands that read their arguments themselves; nothing else is imported for them."""

COMMANDS = {
    "up": "jarip.cli.up",
    "join": "jarip.cli.join",
    "login": "jarip.cli.login",
    "run": "jarip.cli.run",
    "jobs": "jarip.cli.jobs",
    "job": "jarip.cli.job",
    "explain": "jarip.cli.explain",
    "logs": "jarip.cli.logs",
    "outputs": "jarip.cli.outputs",
    "checkpoints": "jarip.cli.checkpoints",
    "resume": "jarip.cli.resume",
    "metrics": "jarip.cli.metrics",
    "cancel": "jarip.cli.cancel",
    "secret": "jarip.cli.secret",
    "search": "jarip.cli.search",
    "chips": "jarip.cli.chips",
    "plan": "jarip.cli.plan",
    "subscribe": "jarip.cli.subscribe",
    "subscription": "jarip.cli.subscription",
    "usage": "jarip.cli.usage",
    "budget": "jarip.cli.budget",
    "invoice": "jarip.cli.invoice",
    "invoices": "jarip.cli.invoices",
    "refund": "jarip.cli.refund",
    "wallet": "jarip.cli.wallet",
    "coupon": "jarip.cli.coupon",
    "postings": "jarip.cli.postings",
    "members": "jarip.cli.members",
    "keys": "jarip.cli.keys",
    "audit": "jarip.cli.audit",
    "operator": "jarip.cli.operator",
    "backup": "jarip.cli.backup",
    "restore": "jarip.cli.restore",
    "doctor": "jarip.cli.doctor",
}
