"""What the server last said: verdicts for the check while a register on a server doesn't answer.

A check pack of the whole institution that nobody makes by hand and nobody hands on: held by the
running program, and kept on this computer in a file whose key is the keyring's. It counts on the
day it was read, is marked wherever it is shown, and nothing leaves by it.
"""
