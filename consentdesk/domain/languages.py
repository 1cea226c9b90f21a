"""How the languages of one sheet are written together: "da+pl".

Apart from the acts, so that a window that only names a language doesn't load them.
"""

JOINED = "+"
"""Stands between the languages of a sheet in two."""
