"""The rules and their words: frozen values and pure functions over the standard library alone."""
