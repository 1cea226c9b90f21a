"""Looks at printed pages the way a scanner and a reader do: as ink, codes and words."""

import io
import subprocess
from datetime import date
from pathlib import Path

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from consentdesk.domain.acts import Serial
from consentdesk.domain.languages import JOINED
from consentdesk.services.editions import Audience, Controller, Edition, load_edition
from consentdesk.services.paper_layout import Sheet, draw_forms
from consentdesk.services.paper_preview import preview_pages

SERIAL = Serial("7K3M9QX7")
Ink = NDArray[np.float64]


def a_sheet(
    edition: Edition,
    language: str = "da",
    audience: Audience = Audience.GUARDIAN,
    *,
    serial: Serial = SERIAL,
    institution: str = "Børnehuset Solsikken",
    contact: str = "",
    name: str = "Ida Åkjær Sørensen",
    guardians: tuple[str, ...] = ("Mette Åkjær",),
) -> Sheet:
    """A sheet for a child of seven, or a blank one for anyone; "da+pl" is one in two languages."""
    asker = Controller(institution, contact)
    told = [edition.wording(code).told(audience, asker, 15) for code in language.split(JOINED)]
    other = told[1] if len(told) > 1 else None
    if audience is Audience.ANYONE:
        return Sheet(serial=serial, words=told[0], other=other)
    return Sheet(
        serial=serial,
        words=told[0],
        other=other,
        name=name,
        born=date(2019, 5, 3),
        group="2.A",
        guardians=guardians if audience is Audience.GUARDIAN else (),
    )


def drawn(*sheets: Sheet, edition: Edition | None = None) -> bytes:
    """The PDF of these sheets."""
    file = io.BytesIO()
    draw_forms(edition or load_edition(), sheets, file)
    return file.getvalue()


def ink(pdf: bytes | Path, dpi: int, page: int = 1) -> Ink:
    """One page in grey: 0 is white paper, 1 is full ink."""
    (picture,) = preview_pages(pdf, dpi, [page])
    shape = (picture.height, picture.width, 3)
    grey: Ink = np.frombuffer(picture.rgb, np.uint8).reshape(shape).mean(axis=2)
    return 1 - grey / 255


def codes(page: Ink) -> list[str]:
    """What all codes on a page say."""
    grey = ((1 - page) * 255).astype(np.uint8)
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return sorted(code.text for code in found)


def marks(pdf: bytes, word: str) -> int:
    """How often a word runs across a page; other programs read its letters one by one."""
    return words(pdf, "-raw").replace(" ", "").count(word)


def words(pdf: bytes, *options: str) -> str:
    """The words of a PDF as another program reads them, each line's spaces made one."""
    command = ["pdftotext", "-enc", "UTF-8", *options, "-", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())
