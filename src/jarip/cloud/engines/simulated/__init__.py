"""A pool that is only played: thousands of chips of many makers, for trying the cloud out.

Owns: reading a pool file, nodes made from it, a load that comes and goes, and attempts that pass
time instead of running anything. Every chip's note says that it is simulated.
Does not own: scheduling, metering and billing, which are the real ones.
Read first: `pool_file.PoolFile`, then `engine.SimulatedEngine`.
"""
