"""Widening: one function of one thread becomes one function of a group of W threads.

Owns: whole-function vectorisation. It takes a function without barriers (a region of a kernel, or
a device function) and gives the same work for W neighbouring threads at once, under a mask.
Does not own: regions and the loop over groups (`passes/split_regions.py`, `passes/driver.py`),
shapes (`analysis/`), the choice of W (`passes/choose_width.py`).

How it works. Values that are the same in all lanes, or affine in the lane number, stay scalar;
the rest become vectors. Control is emitted twice: once for groups whose lanes are all active, where
a uniform branch stays a branch, and, from each divergent branch to where its threads meet again, a
linearised copy under masks, taken only when the lanes really disagree. Every phi and every value
used in another block lives in an alloca; LLVM's SROA rebuilds SSA, so no phi is ever repaired.

Read `function.py` first.
"""
