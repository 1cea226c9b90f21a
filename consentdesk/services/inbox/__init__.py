"""The inbox: returned sheets from a file or a scanner's folder to the journal, by a person's hand.

    bringing     files in: every page read, kept and put on its sheet
    looking      one file read on all cores
    placing      a page to its sheet, or to those that are on none
    proposing    a first draft of the answers, which opens nothing
    watching     a scanner's folder: what has come, and has been still long enough
    collecting   what is ready there brought in, and put into the folder for what is done
    listing      what waits, in groups that can be shown
    linking      a page put on its sheet by a person
    accepting    drafts: saved, accepted, put aside, put back
    filing       what was accepted, recorded and journaled by `intake`
    forgetting   what came in by mistake, erased
    evidence     the scan that is kept of a sheet

Nothing is journaled by itself: a person says of each sheet that the signature was seen.
"""
