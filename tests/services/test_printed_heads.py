"""Where the journal stood is on what leaves the house and in every receipt, and can be checked."""

import json
import re
import zipfile
from datetime import date
from importlib import import_module
from pathlib import Path

from consentdesk.services import erasing, heads, upkeep
from consentdesk.services.access_pack import making, showing
from consentdesk.services.slips import draft_slips, print_slips
from tests.services.office import Office

_HEAD = re.compile(r"\d+:[0-9a-f]{4}(?:-[0-9a-f]{4}){4}")


def on_pages(data: bytes) -> list[list[str]]:
    """The heads printed on each page."""
    pdf = import_module("pypdfium2").PdfDocument(data)
    try:
        return [_HEAD.findall(page.get_textpage().get_text_bounded()) for page in pdf]
    finally:
        pdf.close()


def is_ours(office: Office, head: str) -> bool:
    parsed = heads.parse_head(head)
    return parsed is not None and upkeep.verify(office.register, head=parsed).ok


def test_every_withdrawal_slip_bears_it(office: Office, tmp_path: Path) -> None:
    child, output = office.family("Ida Dal"), tmp_path / "slips.pdf"
    print_slips(office.register, office.at, output, subjects=(child,), blank=1)
    stood = heads.where_it_stands(office.register)
    assert on_pages(output.read_bytes()) == [[stood], [stood]]
    assert on_pages(draft_slips(office.register, office.at, blank=1)) == [[stood]]
    office.family("Noah Lund")
    assert is_ours(office, stood)


def test_every_page_of_an_access_pack_bears_it_and_its_facts_do(
    office: Office, tmp_path: Path
) -> None:
    child, pack = office.family("Ida Dal"), tmp_path / "access.zip"
    office.permit(child)
    stood = heads.where_it_stands(office.register)
    gallery = showing.gallery(office.register, office.at, child)
    making.make_access_pack(*office.desk, pack, gallery)
    with zipfile.ZipFile(pack) as made:
        pages = on_pages(made.read("access.pdf"))
        facts = json.loads(made.read("access.json"))
    assert pages
    assert all(page == [stood] for page in pages)
    assert facts["journal"]["printed_head"] == stood
    assert is_ours(office, stood)


def test_an_erasing_says_where_the_journal_stands_after_it(office: Office) -> None:
    child = office.child("Ida Dal", date(2018, 5, 3))
    done = erasing.erase(*office.desk, subject=child, confirm="Ida Dal")
    assert done.head == heads.where_it_stands(office.register)
    assert is_ours(office, done.head)


def test_before_any_line_there_is_none_to_tell() -> None:
    assert heads.stands_at("") == ""
