"""The engine on Ray: a cluster of one's own, or one that is there.

Owns: starting and joining a Ray cluster, an agent actor on each node, placement groups for gangs,
and that nobody without the token speaks to Ray.
Does not own: what an agent does and how attempts are followed: `engines.nodes`.
Read first: `engine.RayEngine`. Ray is the extra `jarip[ray]`; nothing imports it before it is used.
"""
