"""Reads sheets without a file: for tests of what is read, not of how a file is opened."""

from PIL import Image

from consentdesk.domain.sheets import OddPage, PageAt, ReadPage
from consentdesk.services.editions import Edition
from consentdesk.services.pictures.codes import find_codes
from consentdesk.services.pictures.leaves import LeafCode
from consentdesk.services.scanning.pages import Page
from consentdesk.services.scanning.reading import read_page


def page_of(picture: Image.Image, number: int = 1) -> Page:
    """A picture as a page, its codes found."""
    grey = picture.convert("L")
    codes = tuple(LeafCode(c.text, c.corners) for c in find_codes(grey))
    return Page(PageAt("scan.pdf", number), grey.width, grey.height, grey.tobytes(), codes)


def look(picture: Image.Image, edition: Edition) -> ReadPage | OddPage:
    """What is read off a picture."""
    return read_page(page_of(picture), {edition.name: edition})


def read(picture: Image.Image, edition: Edition) -> ReadPage:
    """The same where it is one of our sheets."""
    found = look(picture, edition)
    assert isinstance(found, ReadPage), found
    return found
