"""Whatever is in a file, its reader reads it or says that it can't; nothing else, and soon.

Each begins with a whole file and spoils some of it (`spoiling`). By hand as many times as wanted:
`CONSENTDESK_FUZZ=100 pytest tests/faults/test_fuzz.py`.
"""

import plistlib
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from consentdesk import paths
from consentdesk.domain.events import Event
from consentdesk.domain.photos import Destination
from consentdesk.domain.policy import PolicyError, parse_policy
from consentdesk.domain.presets import Preset
from consentdesk.errors import BadInput, ConsentDeskError, RegisterError
from consentdesk.machine_policy import Values, machine_policy
from consentdesk.services.check_pack import content
from consentdesk.services.check_pack.envelope import check_header
from consentdesk.services.class_list.importing import open_list
from consentdesk.services.editions import load_edition
from consentdesk.services.pictures.anatomy import pages_of as pages_in_picture
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.fingerprint import fingerprint, look
from consentdesk.services.pictures.metadata import named_people
from consentdesk.services.pictures.previews import stand_in
from consentdesk.services.pictures.residue import residue
from consentdesk.services.pictures.unreadable import PictureError
from consentdesk.services.scanning.pages import Page, pages_of
from consentdesk.services.scanning.payloads import parse_payload
from consentdesk.storage.register import Register
from tests.faults.spoiling import (
    FEW,
    PACK,
    PDF,
    PICTURES,
    QUICK,
    ROSTER,
    SLOW,
    XMP,
    only,
    spoilt,
    spoilt_within,
    with_packet,
    workbooks,
)
from tests.services.office import CLERK, MONDAY, SKOVSKOLEN
from tests.services.scanning.returned import Printed, returned
from tests.storage.tampering import opened
from tests.storage.test_sealing import check_seal, seal
from tests.templates import Templates

TODAY = date(2026, 9, 14)


_SAID = {
    "Register": "S:/x.db",
    "LockMinutes": 5,
    "KeepAnswers": True,
    "Locked": ["counting_aid", "two_people"],
    "Since": datetime(2026, 9, 14, 8, tzinfo=UTC).replace(tzinfo=None),
    "Share": 0.5,
    "Mark": b"mark",
}
LAID_DOWN = (
    ("darwin", plistlib.dumps(_SAID)),
    ("darwin", plistlib.dumps(_SAID, fmt=plistlib.FMT_BINARY)),
    ("linux", b'Register = "/srv/x.db"\nLockMinutes = 5\nLocked = ["counting_aid"]\n[a]\nb = 1.5'),
)
READERS: tuple[Callable[[bytes], object], ...] = (
    fingerprint,
    look,
    residue,
    named_people,
    pages_in_picture,
    stand_in,
)


WORDS = st.sampled_from(
    ('{"max_edge": "x"}', "[1]", '{"a": [', "2026-13-01", "", "null", '[["a"]]')
)


@QUICK
@given(st.sampled_from(PICTURES).flatmap(spoilt), st.sampled_from(READERS))
def test_a_picture_is_read_or_refused(data: bytes, read: Callable[[bytes], object]) -> None:
    only(PictureError, partial(read, data))


@QUICK
@given(st.one_of(spoilt(XMP).map(with_packet), spoilt(with_packet(XMP))))
def test_who_is_named_in_a_picture_is_read_or_nobody(data: bytes) -> None:
    assert all(one.name for one in named_people(data))


@SLOW
@given(st.lists(st.sampled_from(PICTURES).flatmap(spoilt), min_size=5, max_size=5))
def test_pixels_are_looked_at_in_a_child_that_may_die(files: list[bytes]) -> None:
    with Decoder() as decoder:
        for data in files:
            only(PictureError, partial(decoder.thumbnail, data, 32))
            only(PictureError, partial(decoder.perceptual, data))


@pytest.fixture(scope="module")
def sheets() -> tuple[bytes, ...]:
    """A sheet of ours as it is printed, as it comes back from a scanner, and that as a picture."""
    edition = load_edition()
    back = returned(edition, "fuzz", dpi=120, clean=True)
    return Printed.of(edition, ["fuzz"]).pdf, back.pdf(), back.jpeg()


def test_a_whole_scan_is_read_with_its_codes(tmp_path: Path, sheets: tuple[bytes, ...]) -> None:
    path = tmp_path / "scan"
    with Decoder() as decoder:
        for data in sheets:
            path.write_bytes(data)
            (page,) = pages_of(path, decoder)
            assert isinstance(page, Page)
            assert all(parse_payload(code.text) for code in page.codes)
            assert page.codes


@SLOW
@given(data=st.data())
def test_a_scan_is_read_page_by_page_or_said_to_be_unreadable(
    tmp_path: Path, sheets: tuple[bytes, ...], data: st.DataObject
) -> None:
    path = tmp_path / "scan"
    whole = st.sampled_from((PDF, *sheets, *sheets, *PICTURES))
    with Decoder() as decoder:
        for _ in range(5):
            path.write_bytes(data.draw(whole.flatmap(spoilt)))
            for page in pages_of(path, decoder):
                assert page.at.number >= 1


@QUICK
@given(st.text(max_size=80))
def test_a_code_on_paper_is_a_sheet_or_nothing(text: str) -> None:
    parse_payload(text)
    parse_payload(f"CD1:{text}")


def test_a_whole_workbook_is_read(tmp_path: Path) -> None:
    for data in (ROSTER, *workbooks(tmp_path)):
        path = tmp_path / "list"
        path.write_bytes(data)
        assert open_list(path, TODAY)


@QUICK
@given(data=spoilt(ROSTER))
def test_a_class_list_is_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "list"
    path.write_bytes(data)
    only(BadInput, partial(open_list, path, TODAY))


@FEW
@given(data=st.data())
def test_a_workbook_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "list"
    for whole in workbooks(tmp_path):
        path.write_bytes(data.draw(st.one_of(spoilt(whole), spoilt_within(whole))))
        only(BadInput, partial(open_list, path, TODAY))


@QUICK
@given(data=st.data())
def test_what_is_laid_down_for_a_computer_is_read_or_refused(
    tmp_path: Path, data: st.DataObject
) -> None:
    path = tmp_path / "policy"
    for system, whole in LAID_DOWN:
        path.write_bytes(data.draw(spoilt(whole)))
        only(BadInput, partial(machine_policy, system, preferences=path, file=path))


@QUICK
@given(
    st.dictionaries(
        st.one_of(st.sampled_from(("Register", "Locked", "LockMinutes", "KeepAnswers")), st.text()),
        st.one_of(st.none(), st.integers(), st.text(), st.binary(), st.lists(st.text())),
    )
)
def test_whatever_is_in_the_registry_is_read_or_refused(values: Values) -> None:
    only(BadInput, partial(machine_policy, "win32", registry=lambda _key: values))


@QUICK
@given(spoilt(paths.policy_file("dk").read_bytes()))
def test_a_policy_file_is_read_or_the_line_is_named(data: bytes) -> None:
    only(PolicyError, partial(parse_policy, data.decode("utf-8", "replace")))


@FEW
@given(data=st.data())
def test_a_seal_is_read_or_refused(
    tmp_path: Path, templates: Templates, data: st.DataObject
) -> None:
    path = templates.copy(SKOVSKOLEN, tmp_path / "register" / "school.db")
    with Register.open(str(path)) as register:
        whole = seal(register)
        for _ in range(5):
            text = data.draw(spoilt(whole.encode())).decode("utf-8", "replace")
            only(BadInput, partial(check_seal, register, text))


@QUICK
@given(spoilt(PACK))
def test_a_check_pack_is_read_or_refused(text: bytes) -> None:
    only(ConsentDeskError, partial(content.read, text, Path("pack")))
    only(ConsentDeskError, partial(check_header, text, Path("pack")))


@FEW
@given(
    name=st.sampled_from(("preset", "event")),
    value=st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.binary(), WORDS),
    data=st.data(),
)
def test_a_preset_or_an_event_is_read_or_the_register_is_damaged(
    tmp_path: Path, templates: Templates, name: str, value: object, data: st.DataObject
) -> None:
    path = _furnished(tmp_path, templates)
    with opened(path) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        columns = [row[1] for row in raw.execute(f"PRAGMA table_info({name})")]
        c: sa.ColumnClause[object] = sa.column(
            data.draw(st.sampled_from([c for c in columns if c != "institution"]))
        )
        with suppress(sqlite3.IntegrityError):
            raw.execute(str(sa.update(sa.table(name, c)).values({c: sa.bindparam("v")})), [value])
    only(RegisterError, partial(_presets_and_events, path))


def _presets_and_events(path: Path) -> None:
    with Register.open(str(path)) as register, register.read() as reader:
        reader.presets()
        reader.events()


def _furnished(folder: Path, templates: Templates) -> Path:
    """A register with a preset and an event in it."""
    path = templates.copy(SKOVSKOLEN, folder / "register" / "school.db")
    with Register.open(str(path)) as register, register.write(CLERK, MONDAY) as writer:
        writer.set_preset(Preset(destination=Destination("website"), max_edge=100))
        writer.set_event(Event(name="Sommerfest", groups=("2.A",), held_on=TODAY))
    return path
