"""What holds of device code: facts that passes and emitters ask for, computed and never changed.

Owns: one analysis a file, each a function from a function or module to a small result object.
Does not own: rewriting (`passes`).
"""
