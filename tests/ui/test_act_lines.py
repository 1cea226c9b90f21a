"""Lines of the ledger in plain words, as the journal and a photo's history show them."""

from consentdesk.domain.photos import PhotoKind
from consentdesk.services import exporting, photographs, taking_down
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
    assert _said(office)[0] == ("Link to photos noted", "export no. 1 · Anna Holm")
