"""Attempts on several machines: an agent on each, and one engine over all of them.

Owns: members of an attempt on nodes, gangs that live and die together, leases that keep anything
from running twice, the copies of code, logs, outputs and checkpoints between machines.
Does not own: how an agent is reached (`engines.ray`), nor how a node runs a process: each agent has
an `engines.local.LocalEngine` and its supervisors.
Read first: `engine.NodesEngine`, then `agent.NodeAgent`.
"""
