"""What this computer remembers of the desk, by the names it is stored under.

Facts lie in the register; this is only how somebody likes the windows.
"""

LANGUAGE = "desk/language"
SCHEME = "desk/scheme"
SINGLE_KEYS = "desk/single-keys"
GEOMETRY = "window/geometry"
NARROW = "window/narrow"
PAGE = "window/page"
PHOTOS_AS = "photos/shown-as"
