"""No table that is written here makes a spreadsheet calculate."""

import csv
import io

import pytest

from consentdesk.services.export_list import as_table
from tests.source import modules

WRITERS = {"services.export_list"}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
@pytest.mark.parametrize("field", ["file", "destination", "sha256_in"])
def test_a_formula_in_a_list_is_a_text(field: str, sign: str) -> None:
    deed = f"{sign}HYPERLINK(1)"
    copy: dict[str, object] = {"file": "a.jpg", "sha256_in": "00", "permissions": [1, 2]}
    told: dict[str, object] = {"destination": "website", "copies": [copy]}
    (copy if field in copy else told)[field] = deed
    (row,) = csv.DictReader(io.StringIO(as_table(told), newline=""))
    assert row[field] == f"'{deed}"
    assert row["permissions"] == "1 2"


def test_what_is_no_formula_stays_as_it_is() -> None:
    copy = {"file": "a=b+c.jpg", "photo": -1, "permissions": []}
    (row,) = csv.DictReader(
        io.StringIO(as_table({"destination": "x-y@z", "copies": [copy]}), newline="")
    )
    assert (row["file"], row["photo"], row["destination"]) == ("a=b+c.jpg", "-1", "x-y@z")


def test_tables_are_written_in_one_place() -> None:
    """Whoever writes another must guard it as well, and be named here."""
    words = ("csv.writer(", "csv.DictWriter(", "xlsxwriter", "openpyxl")
    found = {one.name for one in modules() if any(word in one.text for word in words)}
    assert found == WRITERS
