"""Lines of the ledger in plain words, as the journal and a photo's history show them."""

from dataclasses import replace
from datetime import date
from typing import Any

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoKind
from consentdesk.services import exporting, photographs, roster, taking_down
from consentdesk.services.check_pack.making import Wanted, make_pack
from consentdesk.ui.act_lines import read_lines
from tests.services.office import Office


def _said(office: Office) -> list[tuple[str, str]]:
    with office.register.read() as reader:
        entries = read_lines(reader, reader.ledger(limit=3))
        return [(e.line.heading, e.line.detail) for e in entries]


def test_what_was_said_of_a_photo_is_told_with_its_kind_and_how_many_are_named(
    office: Office,
) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    photo = office.photo(office.portrait(noah))
    photographs.name(*office.desk, photo=photo, shows={noah: None, ella: None})
    photographs.set_kind(*office.desk, photo=photo, kind=PhotoKind.SITUATION)
    assert _said(office)[:2] == [
        ("Photo described or changed", "IMG_0001.jpg · Situation photo · 2 named · Anna Holm"),
        ("Photo described or changed", "IMG_0001.jpg · Portrait · 2 named · Anna Holm"),
    ]


def test_where_a_release_was_posted_is_told(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    plan = office.plan(office.portrait(noah))
    done = exporting.release(*office.desk, plan, office.target())
    assert done.release is not None
    taking_down.set_link(*office.desk, done.release, "https://skovskolen.dk/2")
    assert _said(office)[0] == ("Noted where photos are posted", "export no. 1 · Anna Holm")


def test_a_check_pack_that_was_made_is_told_with_its_events(office: Office) -> None:
    photographs.add_photos(*office.desk, [office.draw()], attest=False, album="Summer party")
    wanted = Wanted(events=("Summer party",), days=3)
    make_pack(*office.desk, office.folder.parent / "week.cdpack", "correct horse battery", wanted)
    said = "Summer party · 1 photo · good until 17 September 2026 · Anna Holm"
    assert _said(office)[0] == ("Check pack made", said)


def test_what_was_changed_about_somebody_is_told_as_it_was_and_as_it_is(office: Office) -> None:
    noah = office.child()
    for group in ("3.B", "2.A"):
        _change(office, noah, group=group)
    _change(office, noah, born=date(2019, 5, 4), left_on=date(2026, 12, 18))
    assert _said(office) == [
        (
            "Person changed · Noah Lund",
            "Born: 3 May 2019 → 4 May 2019 · Last day: – → 18 December 2026 · Anna Holm",
        ),
        ("Person changed · Noah Lund", "Group: 3.B → 2.A · Anna Holm"),
        ("Person changed · Noah Lund", "Group: 2.A → 3.B · Anna Holm"),
    ]


def test_what_was_changed_is_told_though_the_line_before_is_not_among_those_read(
    office: Office,
) -> None:
    noah = office.child()
    for child in (noah, office.child("Ida Holm")):
        _change(office, child, group="3.B")
    with office.register.read() as reader:
        (entry,) = read_lines(reader, reader.ledger(limit=1, subject=noah))
    assert entry.line.detail == "Group: 2.A → 3.B · Anna Holm"


def test_custody_that_ended_is_told_with_its_day(office: Office) -> None:
    noah = office.child()
    mette = office.guardian(noah)
    roster.end_custody(*office.desk, guardian=mette, subject=noah, until=date(2026, 9, 20))
    heading, detail = _said(office)[0]
    assert (heading.endswith("Noah Lund"), detail) == (
        True,
        "Mette Lund · custody until 20 September 2026 · Anna Holm",
    )


def test_a_take_down_names_its_files_and_whoever_is_on_them(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    for child in (noah, ella):
        office.permit(child)
    plan = office.plan(office.portrait(noah), office.portrait(ella))
    done = exporting.release(*office.desk, plan, office.target())
    assert done.release is not None
    with office.register.read() as reader:
        files = [copy.output for copy in reader.copies_in([done.release])[done.release]]
    office.later(hours=1)
    taking_down.take_down(*office.desk, done.release, copies=[1])
    assert _said(office)[0][1] == f"export no. 1 · {files[1]} · Ella Holm · Anna Holm"
    office.later(hours=1)
    taking_down.take_down(*office.desk, done.release)
    assert _said(office)[0][1] == f"export no. 1 · {files[0]} · Noah Lund · Anna Holm"


def _change(office: Office, child: SubjectId, **facts: Any) -> None:
    with office.register.read() as reader:
        person = reader.subject(child)
    roster.change(*office.desk, replace(person, **facts))
