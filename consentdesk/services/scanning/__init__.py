"""Reads returned sheets: from a file to pages, from a page to proposed answers, into groups.

    pages          a file page by page (decoded in a child process, see `pictures.leaves`)
    reading        one page read
    sorting        a stack sorted into groups
    payloads       what the codes say
    plane          maps from the sheet to pixels
    straight pattern patches    how a sheet lies, by its codes and its printed boxes
    marks words answers         ink in and around boxes, and what it says (lines, glass: dirt)
    fields         ink where a signature, a name and a date go

Nothing here knows the register, and nothing is recorded: what is read is a proposal. Editions come
in as arguments; the values are `domain.sheets`'.
"""
