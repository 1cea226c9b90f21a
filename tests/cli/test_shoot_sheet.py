"""`shoot-sheet`: on paper before the event, and nothing kept of it."""

from datetime import UTC, datetime, timedelta

from consentdesk.domain.events import Event
from consentdesk.services.paper_preview import page_count
from consentdesk.storage.register import Register
from tests.cli.terminal import CLERK, Terminal
from tests.services.paper.pages import words


def test_it_prints_who_may_be_shown_where(terminal: Terminal) -> None:
    noah, ida = terminal.child("Noah Lund"), terminal.child("Ida Dal")
    terminal.permitted("Noah Lund")
    pdf = terminal.folder / "sheet.pdf"
    before = terminal.does("verify")["acts"]
    answer = terminal.does(
        "shoot-sheet",
        "--group",
        "2.A",
        "--destination",
        "website",
        "--destination",
        "intranet",
        "-o",
        pdf,
    )
    outcomes = {one["subject"]: [v["outcome"] for v in one["verdicts"]] for one in answer["people"]}
    assert outcomes == {noah: ["clear", "withheld"], ida: ["withheld", "withheld"]}
    assert answer["destinations"] == ["website", "intranet"]
    assert answer["on"] == terminal.day()
    assert answer["pages"] == page_count(pdf) == 1
    assert "Noah Lund may may not" in words(pdf.read_bytes(), "-layout")
    assert "Lund" not in str(answer)
    assert terminal.does("verify")["acts"] == before
    said = terminal("shoot-sheet", "--group", "2.A", "-o", pdf)
    assert said.status == 0
    assert "2 people are on the sheet" in said.out
    assert "An older PDF" in said.err


def test_an_event_knows_its_groups_and_its_day(terminal: Terminal) -> None:
    terminal.child("Noah Lund")
    day = terminal.today + timedelta(days=3)
    pdf = terminal.folder / "sheet.pdf"
    register = Register.open(str(terminal.register))
    with register, register.write(CLERK, datetime.now(UTC)) as writer:
        writer.set_event(Event(name="Zoo", groups=("2.A",), held_on=day))
    answer = terminal.does("shoot-sheet", "--event", "Zoo", "-o", pdf)
    assert (answer["on"], len(answer["people"])) == (day.isoformat(), 1)
    assert terminal.refuses(2, "shoot-sheet", "--event", "Tivoli", "-o", pdf) == "USAGE"


def test_staff_of_other_groups_come_along_if_wished(terminal: Terminal) -> None:
    noah = terminal.child("Noah Lund")
    told = ("--born", "1980-02-03", "--group", "Office", "--adult-staff")
    vera = terminal.does("add-subject", "Vera Skov", *told)["id"]
    pdf = terminal.folder / "sheet.pdf"
    answer = terminal.does("shoot-sheet", "--group", "2.A", "--staff", "-o", pdf)
    assert {one["subject"]: one["staff"] for one in answer["people"]} == {noah: False, vera: True}


def test_what_makes_no_sheet_is_refused(terminal: Terminal) -> None:
    terminal.child("Noah Lund")
    pdf = terminal.folder / "sheet.pdf"
    group = ("--group", "2.A")
    far = (terminal.today + timedelta(days=20)).isoformat()
    for given, code in (
        ((), "SHEET_WITHOUT_GROUP"),
        (("--group", "7.X"), "UNKNOWN_GROUP"),
        ((*group, "--on", "2020-01-01"), "SHEET_DAY_OVER"),
        ((*group, "--on", far), "SHEET_DAY_FAR"),
        ((*group, "--destination", "moon"), "UNKNOWN_DESTINATION"),
    ):
        assert terminal.refuses(2, "shoot-sheet", *given, "-o", pdf) == code
        assert not pdf.exists()
    photo = terminal.draw()
    kept = photo.read_bytes()
    assert terminal.refuses(2, "shoot-sheet", *group, "-o", photo) == "PRINT_TARGET_TAKEN"
    assert photo.read_bytes() == kept
