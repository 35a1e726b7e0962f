"""What device code may call that is not device code: ONE table, `table.py`.

Owns: for every intrinsic its name, its kind, how it is lowered and the public text that defines it.
Does not own: where in the pipeline lowering happens (`passes`), nor the C++ headers that call
these (`frontend`). Read `row.py`, then `table.py`; the rest are the table's rows by family.
"""
