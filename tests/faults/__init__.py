"""Faults on purpose, and their figures: kills, full disks, power cuts, damage, swaps and bypasses.

The short form runs with the other tests; `python -m tests.faults [GROUP …] --long` by hand. Real
registers, real files, and our own command line in real processes of its own.
"""
