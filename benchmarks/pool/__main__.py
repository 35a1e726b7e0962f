"""`python -m benchmarks.pool`: both."""

from __future__ import annotations

from benchmarks.pool import placements, policies

placements.main()
policies.main()
