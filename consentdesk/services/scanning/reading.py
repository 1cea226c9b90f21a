"""Reads one page: whose it is, how it lies, which boxes are marked, which fields have ink.

Proposes, and decides nothing: a person looks at every page before anything is recorded.
"""

from collections.abc import Mapping

import numpy as np

from consentdesk.domain.sheets import Oddity, OddPage, ReadPage
from consentdesk.services.editions import Edition
from consentdesk.services.scanning.answers import read_answers
from consentdesk.services.scanning.fields import read_fields
from consentdesk.services.scanning.pages import Page
from consentdesk.services.scanning.payloads import one_sheet
from consentdesk.services.scanning.straight import placing, straighten

_WHITE_PART = 0.9985
"""Part of a page's blocks that are paper where nothing is printed or written."""


def read_page(page: Page, layouts: Mapping[str, Edition]) -> ReadPage | OddPage:
    """What is on a page; `layouts` are the editions by name that may have come back."""
    texts = tuple(code.text for code in page.codes)
    codes = one_sheet(page.codes)
    if isinstance(codes, Oddity):
        blank = codes is Oddity.NO_CODE and _is_blank(page)
        return OddPage(at=page.at, why=Oddity.BLANK if blank else codes, texts=texts)
    said = codes[0].code
    edition = layouts.get(said.edition)
    if edition is None or said.page > edition.pages:
        return OddPage(at=page.at, why=Oddity.OTHER_EDITION, texts=texts)
    grey = np.frombuffer(page.grey, np.uint8).reshape(page.height, page.width)
    straight = straighten(grey, codes, edition)
    fields = tuple(field for field in edition.fields if field.page == said.page)
    return ReadPage(
        at=page.at,
        serial=said.serial,
        edition=said.edition,
        page=said.page,
        corners=tuple(one.code.corner for one in codes),
        answers=read_answers(straight),
        fields=read_fields(straight, fields),
        placing=placing(straight),
    )


def _is_blank(page: Page) -> bool:
    """Whether there is nothing on it but paper: what shines through from behind is paler than ink.

    Looks at blocks of about a millimetre, each against those around, so that a shadow is no ink.
    """
    grey = np.frombuffer(page.grey, np.uint8).reshape(page.height, page.width)
    side = max(2, max(page.width, page.height) // 300)
    rows, columns = page.height // side, page.width // side
    # The edge of a sheet on a scanner's black lid is none of the sheet.
    blocks = grey[: rows * side, : columns * side].reshape(rows, side, columns, side)
    small = blocks.min(axis=(1, 3)).astype(np.int16)
    inner = small[rows // 20 : -(rows // 20) or None, columns // 20 : -(columns // 20) or None]
    if min(inner.shape) < 9:
        return False
    step = 8
    around = np.maximum.reduce(
        [np.roll(inner, (a, b), (0, 1)) for a in (-step, 0, step) for b in (-step, 0, step)]
    )
    return bool((inner > 0.72 * around).mean() >= _WHITE_PART)
