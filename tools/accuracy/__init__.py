"""Measures the mathematical functions of the device library in units of the last place.

Owns: building the library for this machine's processor from the same sources (`library`), exact
references (`references`), arguments worth trying (`samples`), the list of functions (`functions`)
and the measure itself (`measure`). Doesn't own the bounds: they stand in
`jarip/cuda/compat/data/math_errors.tsv`. Run `python -m tools.accuracy`; read `measure.py` first.
"""
