"""The command line, as a stranger with a terminal meets it."""
