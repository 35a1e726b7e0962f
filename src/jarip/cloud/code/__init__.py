"""Archives of users' code: what is accepted, and how one is unpacked without harm.

Owns: the rules an archive has to keep (sizes, paths, kinds of members) and unpacking.
Does not own: where archives are stored and whose they are (`cloud.jobs`), or packing them (`sdk`).
Read first: `archive.check_archive`; `unpack.unpack_archive` writes exactly what it allows.
"""
