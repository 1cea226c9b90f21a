"""A photographer's card: from a folder full of pictures to photos somebody can begin to name.

    listing      which files there are, in the order taken, and the raw files beside them
    bringing     those files registered in slices, so that the first can be named at once
    told         what is said once of everything on it
    taking_back  the whole card out again, in one step
    watching     a folder for photos: what is new there and has been still long enough
    mounted      the cards of cameras that are plugged in just now

Nothing here ever writes beside the photographer's files, so a card may be locked.
"""
