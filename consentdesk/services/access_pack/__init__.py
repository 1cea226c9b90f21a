"""Access (R27): everything that is kept about one person, for that person, and about nobody else.

`content` reads what is kept, `sparing` keeps other people's names out of it, `showing` makes the
pictures with everybody else covered, `making` writes the file and tells the journal, `requests`
knows until when an answer is due.
"""
