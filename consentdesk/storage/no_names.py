"""Words that stand beside a name in texts and are none, and those with which one goes on."""

NO_NAMES = frozenset(
    {
        "foto",
        "fotos",
        "photo",
        "photos",
        "portraet",
        "portraett",
        "portratt",
        "portrait",
        "billede",
        "billeder",
        "bild",
        "bilder",
        "picture",
        "pictures",
        "img",
        "dsc",
        "dscf",
        "dscn",
        "pxl",
        "www",
        "konfirmation",
        "confirmation",
        "foedselsdag",
        "foddelsedag",
        "birthday",
        "gruppe",
        "grupp",
        "group",
        "album",
        "klasse",
        "klass",
        "class",
        "jpg",
        "jpeg",
        "png",
        "tif",
        "tiff",
        "webp",
        "heic",
        "dng",
        "cr",
        "nef",
        "arw",
        "raf",
        "pdf",
        "com",
        "org",
        "net",
        "dk",
        "se",
    }
)
"""Folded words beside which a name is whole however they are written."""
OF_NOBLES = frozenset({"af", "av", "von", "van", "zu", "de", "du", "da", "del", "der"})
"""Small words with which a last name may go on."""

LISTING = frozenset({"og", "och", "and", "samt"})
"""Words between two people."""
