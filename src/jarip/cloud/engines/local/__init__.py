"""The engine for this machine: a folder and a supervisor process for each attempt.

Owns: the attempts' folders, starting and finding supervisors, ending what a dead one left.
Does not own: what happens inside an attempt; that is `supervisor`.
Read first: `engine.LocalEngine`.
"""
