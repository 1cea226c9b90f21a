"""Everything that looks into picture files: recognising, clean copies, names others wrote there.

    files containers          opening a file; what kind it is
    anatomy                   a file taken apart: what decides its pixels, what stands beside them
    jpeg png webp tiff heif   … for each container (with markers tables ifd boxes exif)
    previews                  the small picture a camera put into a file: a stand-in on the screen
    fingerprint               the digest of a picture, its size, orientation and date
    decoding wire child pixels windows   the processes that decode, and what they do
    clean stamp icc           the clean copy; the words and the profile that may leave with it
    legible ending            what could hide in a JPEG that is copied as it is
    frames outside            … beside its picture and before its restarts
    pdf leaves codes          scanned sheets: whether a PDF is whole, its pages, the codes on them
    residue                   the last look at a copy
    metadata packets          who others have named
    drawing figures scenery camera dice   drawn samples (handwriting: filled-in forms)
    limits unreadable         how much is too much; the one error

Only `child`, `pixels`, `outside`, `pdf`, `codes` and the drawing import libraries; nothing else
costs time to load.
"""
