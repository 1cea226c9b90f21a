"""Class lists as schools export them: from a file to rows of people, and into the register.

`reading` opens the file, `columns` says what its columns are, `rows` makes people of its lines,
`comparing` holds them against the register, and `importing` writes.
"""
