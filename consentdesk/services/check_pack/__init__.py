"""Check packs: what a photographer without the register may check pictures against for some days.

A pack is a snapshot that can't be called back, so it runs out by itself, says less than the
register does and never better than it: no names, no birth dates, no file names, and of people no
more than that somebody lacks a permission. Nothing leaves by a pack; only `check` takes one.
"""
