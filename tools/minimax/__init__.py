"""Makes the polynomials of the device library's mathematical functions.

Owns: the fitting (`lawson`), the list of what is approximated where (`catalog*`), and
writing them out as C (`write`). Doesn't own the functions that use them (`frontend/devicelib`).
Run `python -m tools.minimax` from the repository's root; read `catalog.py` first.
"""
