"""`print-letters`: to whom each kind goes, and what is refused."""

from datetime import timedelta

from consentdesk.services.paper_preview import page_count
from tests.cli.terminal import Terminal
from tests.services.paper.pages import words


def coming_of_age(desk: Terminal) -> str:
    """A birth date from which somebody turns fifteen in ten days."""
    birthday = desk.today + timedelta(days=10)
    if (birthday.month, birthday.day) == (2, 29):
        birthday += timedelta(days=1)
    return birthday.replace(year=birthday.year - 15).isoformat()


def test_a_reminder_goes_to_everybody_whose_form_has_not_come_back(terminal: Terminal) -> None:
    terminal.child("Noah Lund")
    ida = terminal.child("Ida Dal")
    terminal.permitted("Noah Lund")
    serial = terminal.form("Ida Dal")
    pdf = terminal.folder / "letters.pdf"
    before = terminal.does("verify")["acts"]
    answer = terminal.does("print-letters", "reminder", "-o", pdf)
    assert answer["letters"] == [
        {"serial": serial, "subject": ida, "first_page": 1, "form_page": 2}
    ]
    assert answer["pages"] == page_count(pdf) == 2
    assert serial in words(pdf.read_bytes(), "-l", "1")
    assert terminal.does("verify")["acts"] == before
    terminal.does("print-letters", "reminder", "--group", "2.A", "-o", pdf)
    terminal.does("print-letters", "reminder", "--subject", "Ida Dal", "-o", pdf)
    for narrowed in (("--subject", "Noah Lund"), ("--printed-before", terminal.day())):
        other = terminal.folder / "other.pdf"
        assert terminal.refuses(2, "print-letters", "reminder", *narrowed, "-o", other) == "USAGE"


def test_a_letter_before_the_birthday_goes_to_everybody_who_soon_signs_alone(
    terminal: Terminal,
) -> None:
    terminal.child("Noah Lund")
    pdf = terminal.folder / "letters.pdf"
    assert terminal.refuses(2, "print-letters", "birthday", "-o", pdf) == "USAGE"
    eva = terminal.child("Eva Juul", born=coming_of_age(terminal))
    answer = terminal.does("print-letters", "birthday", "-o", pdf)
    assert [one["subject"] for one in answer["letters"]] == [eva]
    assert "Snart er det dig, der svarer" in words(pdf.read_bytes())
    assert len(terminal.does("show", "Eva Juul")["permissions"]) > 0


def test_one_slip_without_a_name_where_nobody_is_named(terminal: Terminal) -> None:
    noah = terminal.child("Noah Lund")
    pdf = terminal.folder / "slip.pdf"
    answer = terminal.does("print-letters", "withdrawal", "-o", pdf)
    slip = {"serial": None, "subject": None, "first_page": 1, "form_page": None}
    assert answer["letters"] == [slip]
    answer = terminal.does("print-letters", "withdrawal", "--group", "2.A", "--blank", 2, "-o", pdf)
    assert [one["subject"] for one in answer["letters"]] == [noah, None, None]
    assert answer["pages"] == page_count(pdf) == 3


def test_options_that_would_change_nothing_are_refused(terminal: Terminal) -> None:
    terminal.child("Noah Lund")
    terminal.form("Noah Lund")
    pdf = terminal.folder / "letters.pdf"
    for given in (
        ("reminder", "--blank", 2),
        ("reminder", "--language", "en"),
        ("withdrawal", "--printed-before", "2026-01-01"),
        ("birthday", "--group", "2.A", "--subject", "Noah Lund"),
        ("withdrawal", "--group", "7.X"),
        ("farewell",),
    ):
        assert terminal.refuses(2, "print-letters", *given, "-o", pdf) == "USAGE"
    assert not pdf.exists()
