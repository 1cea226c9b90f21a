"""One file per verb, called alike by the windows and the command line; no Qt and no SQL here."""
