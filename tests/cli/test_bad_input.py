"""Input that can't be used: one sentence, the right exit status, nothing written, nothing lost."""

import os

import pytest

from tests.cli.terminal import Terminal, assert_sentence

NOBODY = "Nobody Here"


@pytest.fixture
def office(terminal: Terminal) -> Terminal:
    """Two children of the same name, and one more who has a form."""
    terminal.child("Noah Lund")
    terminal.child("Noah Lund", "2018-02-01")
    terminal.child("Ida Dal")
    return terminal


def test_people_who_can_not_be_enrolled(office: Terminal) -> None:
    enrol = ("add-subject", "Ida Dal", "--born")
    assert office.refuses(2, *enrol, "2019-05-03") == "ALREADY_ENROLLED"
    assert office.refuses(2, *enrol, "2999-01-01") == "BORN_IN_FUTURE"
    assert office.refuses(2, *enrol, "1019-05-03") == "BORN_TOO_LONG_AGO"
    assert office.refuses(2, *enrol, "2020-01-01", "--speaks", "klingon") == "UNKNOWN_LANGUAGE"
    number = ("add-subject", "Ida 030519-1234", "--born", "2019-05-03")
    assert office.refuses(2, *number) == "CPR_IN_TEXT"
    turned = ("add-subject", "Ida \u202edaL", "--born", "2019-05-03")
    assert office.refuses(2, *turned) == "CHARACTER_NOT_ALLOWED"
    assert office.does(*enrol, "2019-05-03", "--twin")["id"] == 4


@pytest.mark.parametrize(
    "words",
    [
        ("show", NOBODY),
        ("show", "Noah Lund/2001-01-01"),
        ("show", "99"),
        ("add-guardian", "Mette Lund", "--of", NOBODY),
        ("print-forms", "--subject", NOBODY, "-o", "x.pdf"),
        ("withdraw", NOBODY),
        ("object", NOBODY),
        ("lift-objection", NOBODY),
        ("releases", "--subject", NOBODY),
        ("trash", NOBODY),
        ("access-pack", NOBODY, "-o", "x.zip"),
        ("erase", NOBODY, "--confirm", NOBODY),
        ("add-photo", "x.jpg", "--kind", "portrait", "--shows", NOBODY),
        ("export", ".", "--destination", "website", "--to", "out", "--cover", NOBODY),
    ],
)
def test_a_person_nobody_knows(office: Terminal, words: tuple[str, ...]) -> None:
    assert office.refuses(2, *words) == "UNKNOWN_SUBJECT"


def test_a_name_that_two_people_have_is_told_apart_by_birth_date(office: Terminal) -> None:
    assert office.refuses(2, "show", "Noah Lund") == "AMBIGUOUS_SUBJECT"
    assert "Noah Lund/2018-02-01" in office("show", "Noah Lund").err
    assert office.does("show", "Noah Lund/2018-02-01")["id"] == 2


def test_purposes_and_destinations_nobody_knows(office: Terminal) -> None:
    path = office.draw()
    assert office.refuses(2, "subjects", "--lacking", "tiktok") == "UNKNOWN_PURPOSE"
    ask = ("print-forms", "--lacking", "tiktok", "-o", "x.pdf")
    assert office.refuses(2, *ask) == "UNKNOWN_PURPOSE"
    assert office.refuses(2, "withdraw", "Ida Dal", "--purpose", "tiktok") == "UNKNOWN_PURPOSE"
    where = ("--destination", "tiktok")
    assert office.refuses(2, "check", path, *where) == "UNKNOWN_DESTINATION"
    assert office.refuses(2, "export", path, *where, "--to", "x") == "UNKNOWN_DESTINATION"
    assert "facebook" in office("check", path, *where).err


def test_custody_and_guardians(office: Terminal) -> None:
    add = ("add-guardian", "Mette Dal", "--of", "Ida Dal")
    assert office.refuses(2, *add) == "GUARDIAN_EXISTS"
    turned = ("add-guardian", "Bo Dal", "--of", "Ida Dal")
    days = ("--since", "2026-02-01", "--until", "2026-01-01")
    assert office.refuses(2, *turned, *days) == "CUSTODY_ENDS_BEFORE_IT_BEGINS"
    assert office.refuses(2, "lift-objection", "Ida Dal") == "NO_OBJECTION"


def test_forms_that_can_not_be_printed(office: Terminal) -> None:
    pdf = office.folder / "forms.pdf"
    ask = ("print-forms", "--subject", "Ida Dal", "-o")
    assert office.refuses(2, *ask, pdf, "--edition", "1999-1") == "EDITION_UNKNOWN"
    assert office.refuses(2, *ask, pdf, "--language", "xx") == "FORM_LANGUAGE_UNKNOWN"
    assert office.refuses(2, *ask, office.folder) == "PRINT_TARGET_UNUSABLE"
    assert office.refuses(2, *ask, office.folder / "none" / "x.pdf") == "PRINT_TARGET_UNUSABLE"
    assert office.refuses(2, "print-forms", "--group", "9.Z", "-o", pdf) == "USAGE"
    office.does("add-subject", "Liv Holm", "--born", "2019-01-01", "--protected")
    assert office.refuses(1, "print-forms", "--subject", "Liv Holm", "-o", pdf) == "NOBODY_TO_ASK"
    # Whoever is asked for by name and gets none is missing; of a group, that is as it should be.
    partly = office.does(*ask, pdf, "--subject", "Liv Holm", status=5)
    assert len(partly["forms"]) == len(partly["skipped"]) == 1


def test_answers_that_can_not_be_recorded(office: Terminal) -> None:
    today = office.day()
    serial = office.form("Ida Dal")
    yes = ("--answer", "website=yes")
    signed = ("--signer", "Mette Dal", "--signed-on", today)
    record = ("record", serial, *yes)
    blank = ("record", "11111111", *yes, *signed)
    assert office.refuses(2, *blank) in {"UNKNOWN_SERIAL", "USAGE"}
    assert office.refuses(2, *record, "--answer", "tiktok=no", *signed) == "UNKNOWN_PURPOSE"
    assert office.refuses(2, *record, "--answer", "website=no", *signed) == "USAGE"
    future = ("--signer", "Mette Dal", "--signed-on", "2999-01-01")
    assert office.refuses(2, *record, *future) == "SIGNED_IN_FUTURE"
    other = ("--signer", "Mette Lund", "--signed-on", today)
    assert office.refuses(1, *record, *other) == "NOT_A_GUARDIAN"
    child = ("--signer", "self", "--signed-on", today)
    assert office.refuses(1, *record, *child) == "TOO_YOUNG_TO_SIGN"
    wrong = ("record", serial, *yes, *signed, "--subject", "1")
    assert office.refuses(1, *wrong) == "FORM_TAKEN"
    office.does(*record, *signed)
    assert office.refuses(1, *record, *signed) == "FORM_ALREADY_RECORDED"
    office.does("journal", serial, "--paper-at", "binder 3")
    assert office.refuses(1, *record, *signed) == "FORM_ALREADY_JOURNALED"
    assert f"record it as {serial}/2" in office(*record, *signed).err


def test_a_second_sheet_with_the_same_number(office: Terminal) -> None:
    """What the number means where its sheet is filed: the printed number and a place."""
    serial = office.form("Ida Dal")
    signed = ("--signer", "Mette Dal", "--signed-on", office.day())
    yes, no = ("--answer", "website=yes", *signed), ("--answer", "website=no", *signed)
    assert office.refuses(2, "record", f"{serial}/2", *no) == "FORM_OUT_OF_TURN"
    office.does("record", serial, *yes)
    assert office.refuses(2, "record", f"{serial}/2", *no) == "FORM_OUT_OF_TURN"
    office.does("journal", serial, "--paper-at", "binder 3")
    assert office.refuses(2, "record", f"{serial}/3", *no) == "FORM_OUT_OF_TURN"
    assert office.refuses(2, "record", f"{serial}/1", *no) == "USAGE"
    assert office.refuses(1, "record", f"{serial}/2", *yes) == "ANSWERS_FILED_ALREADY"
    assert office.refuses(2, "journal", f"{serial}/2", "--paper-at", "x") == "UNKNOWN_SERIAL"
    recorded = office.does("record", f"{serial}/2", *no)
    assert recorded["serial"] == f"{serial}/2"
    filed = office.does("journal", f"{serial}/2", "--paper-at", "binder 3")
    assert filed["journaled"][0]["serial"] == f"{serial}/2"
    shown = office.does("show", "Ida Dal")["permissions"]
    assert {p["state"] for p in shown if p["purpose"] == "website"} == {"REFUSED"}
    assert office.does("verify")["ok"]


def test_a_contact_without_custody_may_not_sign(office: Terminal) -> None:
    office.does("add-guardian", "Bo Dal", "--of", "Ida Dal", "--no-custody")
    signed = ("--signer", "Bo Dal", "--signed-on", office.day())
    record = ("record", office.form("Ida Dal"), "--answer", "website=yes", *signed)
    assert office.refuses(1, *record) == "NO_CUSTODY"


def test_who_is_old_enough_signs_alone(office: Terminal) -> None:
    office.child("Mikkel Berg", "2005-01-01")
    record = ("record", office.form("Mikkel Berg"), "--answer", "website=yes")
    mother = ("--signer", "Mette Berg", "--signed-on", office.day())
    assert office.refuses(1, *record, *mother) == "MUST_SIGN_SELF"
    office.does(*record, "--signer", "self", "--signed-on", office.day())


def test_scans_that_are_none(office: Terminal) -> None:
    signed = ("--signer", "Mette Dal", "--signed-on", office.day())
    record = ("record", office.form("Ida Dal"), "--answer", "website=yes", *signed, "--scan")
    text = office.folder / "scan.pdf"
    text.write_text("not a scan")
    empty = office.folder / "empty.png"
    empty.write_bytes(b"")
    assert office.refuses(2, *record, text) == "NOT_A_SCAN"
    assert office.refuses(2, *record, empty) in {"NOT_A_SCAN", "SCAN_NOT_READABLE"}
    assert office.refuses(2, *record, office.folder / "none.pdf") == "SCAN_NOT_READABLE"
    assert office.refuses(2, *record, office.folder) == "SCAN_NOT_READABLE"
    assert office.does(*record, office.draw("scan.jpg"))["scan"] is not None


def test_forms_that_can_not_be_journaled(office: Terminal) -> None:
    printed = office.form("Ida Dal")
    assert office.refuses(1, "journal", printed, "--paper-at", "binder") == "FORM_NOT_RECORDED"
    first, second = office.answered("Ida Dal"), office.answered("Ida Dal")
    file = ("journal", first, second, "--paper-at", "binder")
    assert office.refuses(2, *file, "--number", "7") == "NUMBER_FOR_ONE_FORM"
    assert office.refuses(2, *file, first) == "SERIAL_TWICE"
    assert office.refuses(1, "journal", first) == "JOURNAL_INCOMPLETE"
    assert office.refuses(1, "journal", first, printed, "--paper-at", "x") == "FORM_NOT_RECORDED"
    day = ("--received-on", "2999-01-01")
    assert office.refuses(2, "journal", first, "--paper-at", "x", *day) == "RECEIVED_IN_FUTURE"
    day = ("--received-on", "2001-01-01")
    assert office.refuses(1, "journal", first, "--paper-at", "x", *day) == "RECEIVED_BEFORE_SIGNED"
    other = ("--system", "SBSYS", "--number", "26/1", "--paper-at", "x")
    office.does("journal", first, *other)
    assert office.refuses(1, "journal", first, *other) == "FORM_ALREADY_JOURNALED"
    assert office.refuses(2, "journal", second, *other) == "JOURNAL_NUMBER_TAKEN"


def test_pictures_that_can_not_be_registered(office: Terminal) -> None:
    add = ("add-photo", "--kind", "portrait", "--shows", "Ida Dal")
    text = office.folder / "text.jpg"
    text.write_text("no picture")
    path = office.draw()
    assert office.refuses(2, *add, text).startswith("UNREADABLE")
    assert str(text) in office(*add, text).err
    assert office.refuses(2, *add, path, office.folder / "none.jpg") == "UNREADABLE_MISSING"
    assert office.refuses(2, *add, office.register.parent) == "USAGE", "no picture is in it"
    assert office.refuses(2, *add, path, "--visible", "0") == "VISIBLE_TOO_FEW"
    assert office.refuses(2, *add, path, "--region", "1=0,0,0.5,0.5") == "USAGE"
    assert office.refuses(2, *add, path, "--same-as", "99") == "NOT_A_NEAR_MATCH"
    nobody = ("add-photo", path, "--kind", "nobody", "--shows", "Ida Dal")
    assert office.refuses(2, *nobody) == "NOBODY_BUT_NAMED"


def test_what_can_only_be_corrected_in_the_window_says_where(office: Terminal) -> None:
    serial = office.answered("Ida Dal")
    words = ("record", serial, "--answer", "website=yes", "--signer", "self")
    again = office(*words, "--signed-on", office.day())
    assert "in the window: Journal → Correct" in again.err
    early = office.form(office.child("Ella Holm"))
    said = office(
        *("record", early, "--answer", "website=yes", "--signer", "Mette Holm"),
        *("--signed-on", office.day(back=9)),
    )
    assert said.status == 0
    assert "correct it in the window: Journal → Correct." in said.err


def test_a_missing_register_names_the_command_that_makes_one(bare: Terminal) -> None:
    assert "“consentdesk init”" in bare("subjects").err


def test_why_the_system_refused_a_file_is_said_in_the_language_spoken(office: Terminal) -> None:
    target = office.folder / "no such folder" / "forms.pdf"
    words = ("print-forms", "--blank", "1", "-o", target)
    assert "(there is no such file or folder)" in office(*words).err
    danish = office("--lang", "da", *words).err
    assert "No such file" not in danish
    assert "(filen eller mappen findes ikke)" in danish


def test_an_older_pdf_that_is_replaced_is_spoken_of(office: Terminal) -> None:
    words = ("print-forms", "--blank", "1", "-o", office.folder / "blank.pdf")
    assert office(*words).err == ""
    assert "was replaced" in office(*words).err


def test_a_picture_that_is_known_says_so_and_what_was_added(office: Terminal) -> None:
    path = office.portrait("Ida Dal")
    office.child("Ella Holm")
    add = ("add-photo", path, "--kind", "portrait", "--shows")
    said = office(*add, "Ella Holm").err
    assert "is known already, as photo " in said
    assert said.endswith("Named on it now as well: Ella Holm.\n")
    assert office(*add, "Ella Holm").err.endswith("Nothing was added.\n")
    event = ("--album", "Sommerfest")
    assert office(*add, "Ella Holm", *event).err.endswith("What you said of it was added.\n")


def test_a_file_can_not_be_said_to_be_another_picture(office: Terminal) -> None:
    first, other = office.portrait("Ida Dal"), office.draw()
    photo = office.does("check", first, status=1)["files"][0]["photo"]
    same = ("add-photo", other, "--kind", "portrait", "--same-as", photo)
    assert office.refuses(2, *same) == "NOT_A_NEAR_MATCH"


def test_assessments_that_can_not_be_made(office: Terminal) -> None:
    unknown, portrait = office.draw(), office.portrait("Ida Dal")
    situation = office.portrait("Ida Dal", kind="situation")
    says = ("--outcome", "publish", "--reason", "Play")
    website = ("--destination", "website", *says)
    assert office.refuses(2, "assess", unknown, *website) == "USAGE"
    assert office.refuses(2, "assess", portrait, *website) == "NOT_A_SITUATION_PHOTO"
    tiktok = ("assess", situation, "--destination", "tiktok", *says)
    assert office.refuses(2, *tiktok) == "UNKNOWN_DESTINATION"
    named = ("assess", situation, *website, "--yes", "protected")
    assert office.refuses(1, *named) == "ASSESSED_NOT_NAMED"
    assert office.refuses(2, "releases", "--photo", unknown) == "USAGE"


def test_nothing_to_check(office: Terminal) -> None:
    empty = office.folder / "empty"
    empty.mkdir()
    assert office.refuses(2, "check", empty) == "USAGE"
    assert office.refuses(2, "check", office.draw(), office.folder / "none.jpg") == "USAGE"
    assert office.refuses(2, "check", "--files-from", "-", stdin=b"\n\n") == "USAGE"
    export = ("export", empty, "--destination", "website", "--to", office.folder / "out")
    assert office.refuses(2, *export) == "USAGE"


def test_places_nothing_can_be_exported_to(office: Terminal) -> None:
    office.permitted("Ida Dal")
    path = office.portrait("Ida Dal")
    file = office.folder / "file"
    file.write_text("in the way")
    export = ("export", path, "--destination", "website", "--to")
    assert office.refuses(2, *export, office.folder / "a" / "b") == "TARGET_MISSING"
    assert office.refuses(2, *export, file) == "TARGET_NOT_A_FOLDER"
    assert office.refuses(2, *export, file / "out") == "TARGET_NOT_A_FOLDER"
    assert office.refuses(2, *export, office.register.parent) == "TARGET_IS_REGISTER"
    assert office.refuses(2, *export, path.parent) == "TARGET_IS_SOURCE"
    out = office.folder / "out"
    assert office.refuses(2, *export, out, "--link", "not a link") == "NOT_A_LINK"
    assert office.refuses(2, *export, out, "--cover", "1") == "COVER_NOT_SHOWN"
    assert office.refuses(2, *export, out, "--cover", "Ida Dal") == "COVER_NEEDS_REGION"
    assert office.refuses(1, *export, out, "--event", "Ida Dal") == "NAME_IN_TARGET"
    assert office.refuses(2, "taken-down", "7") == "UNKNOWN_RELEASE"


def test_no_command_writes_over_a_register_or_a_photo(office: Terminal) -> None:
    """Nor through a link to it."""
    photo, soft = office.draw(), office.folder / "soft.pdf"
    soft.symlink_to(office.register)
    hard = office.folder / "hard.pdf"
    hard.hardlink_to(office.register)
    ask = ("print-forms", "--subject", "Ida Dal", "-o")
    assert office.refuses(2, *ask, office.register) == "FILE_OF_REGISTER"
    assert office.refuses(2, *ask, soft) == "FILE_OF_REGISTER"
    assert office.refuses(2, *ask, hard) == "PRINT_TARGET_TAKEN"
    assert office.refuses(2, *ask, photo) == "PRINT_TARGET_TAKEN"
    for command in (("seal", "-o"), ("backup",)):
        for end in ("", "-wal", "-shm", "-journal"):
            name = office.register.with_name(office.register.name + end)
            assert office.refuses(2, *command, name) == "FILE_OF_REGISTER"
        assert office.refuses(2, *command, soft) == "FILE_OF_REGISTER"
        assert office.refuses(2, *command, photo) in {"SEAL_EXISTS", "BACKUP_EXISTS"}
    assert office.does("verify")["ok"]


@pytest.mark.parametrize(
    "address",
    [
        "http://x",
        "https://anna:secret@school.example/t.db",
        "postgresql://anna:secret@server/school",
        "POSTGRESQL+PSYCOPG://anna:secret@server/school",
        "mysql+pymysql://anna:secret@server/school",
        "sqlite:///school.db",
        "file:///tmp/school.db",
    ],
)
def test_an_address_of_something_else_is_no_path(bare: Terminal, address: str) -> None:
    """It would become a folder called `http:` with the password in its name."""
    for words in (("init",), ("subjects",), ("restore", "x.db")):
        ran = bare.run("--register", address, *words)
        assert ran.status == 2
        assert_sentence(ran.err)
        assert "secret" not in ran.err
    assert not list(bare.folder.iterdir())


def test_a_word_that_is_no_text_is_told_as_such(office: Terminal) -> None:
    odd = os.fsdecode(b"\xff\xfe")
    for words in (
        ("show", odd),
        ("subjects", "--search", odd),
        ("subjects", "--group", odd),
        ("print-forms", "--group", odd, "-o", "x.pdf"),
        ("add-subject", odd, "--born", "2019-05-03"),
        ("add-subject", "Ida Dal", "--born", "2019-05-03", "--as", odd),
        ("--institution", odd, "subjects"),
        ("record", "11111111", "--answer", f"{odd}=yes"),
    ):
        assert office.refuses(2, *words) == "USAGE"
        assert "can't be read as text" in office(*words).err
    for wrong in ((odd,), (f"--{odd}",), ("subjects", f"--{odd}")):
        assert office.refuses(2, *wrong) == "USAGE"


def test_a_refusal_repeats_what_was_typed_and_no_name(office: Terminal) -> None:
    path = office.portrait("Noah Lund/2019-05-03")
    export = ("export", path, "--destination", "website", "--to", office.folder / "out")
    for words in (
        (*export, "--cover", "3"),
        ("lift-objection", "3"),
        ("add-guardian", "Mette Dal", "--of", "3"),
    ):
        office.refuses(2, *words)
        assert "Ida Dal" not in office(*words).err
        assert "Ida Dal" not in office(*words, "--json").out


def test_namesakes_of_one_day_are_told_apart_by_number(office: Terminal) -> None:
    office.does("add-subject", "Ida Dal", "--born", "2019-05-03", "--twin")
    for words in (("show", "Ida Dal"), ("show", "Ida Dal/2019-05-03")):
        assert office.refuses(2, *words) == "AMBIGUOUS_SUBJECT"
        assert office(*words).err.rstrip().endswith("number 3 (2.A), number 4.")


def test_a_name_that_looks_like_another_way_to_name_people_is_refused(office: Terminal) -> None:
    for name in ("7", "Ida Dal/2019-05-03", "Ida Dal / 20190503"):
        words = ("add-subject", name, "--born", "2018-05-03")
        assert office.refuses(2, *words) == "NAME_UNUSABLE"
    office.does("add-subject", "Ida Dal/Holm", "--born", "2018-05-03")


def test_who_is_at_the_desk_is_a_text_like_any_other(office: Terminal) -> None:
    enrol = ("add-subject", "Ella Krag", "--born", "2019-05-03")
    assert office.refuses(2, *enrol, "--as", "Anna\nHolm") == "LINE_BREAK"
    assert office.refuses(2, *enrol, "--as", "030519-1234") == "CPR_IN_TEXT"


def test_nothing_but_nothing_makes_way_for_a_new_register(bare: Terminal) -> None:
    empty, text = bare.folder / "empty.db", bare.folder / "text.db"
    empty.touch()
    text.write_text("Dear diary")
    for place in (empty, text, bare.folder):
        ran = bare.run("--register", place, "init", "--json")
        assert (ran.status, ran.json["error"]["code"]) == (2, "PLACE_TAKEN")
    assert (empty.read_bytes(), text.read_text()) == (b"", "Dear diary")


def test_a_sentence_names_the_option_it_asks_for(office: Terminal) -> None:
    enrol = ("add-subject", "Ida Dal", "--born", "2019-05-03")
    assert "--twin" in office(*enrol).err
    blank = office.does("print-forms", "--blank", "1", "-o", office.folder / "blank.pdf")
    serial = blank["forms"][0]["serial"]
    signed = ("--signer", "self", "--signed-on", office.day())
    record = ("record", serial, "--answer", "website=yes", *signed)
    assert office.refuses(2, *record) == "SUBJECT_NEEDED"
    assert "--subject" in office(*record).err


def test_a_form_signed_before_it_was_printed_is_noted(office: Terminal) -> None:
    """The window warns too; a sheet printed for a lost one may well be signed earlier (R8)."""
    serial = office.form("Ida Dal")
    words = ("record", serial, "--answer", "website=yes", "--signer", "Mette Dal", "--signed-on")
    ran = office(*words, office.day(back=3))
    assert ran.status == 0
    assert ran.err.startswith("The answers are dated")
    assert_sentence(ran.err)


def test_a_judgement_that_speaks_against_itself_is_noted(office: Terminal) -> None:
    path = office.portrait("Ida Dal", kind="situation")
    words = ("assess", path, "--destination", "website", "--reason", "Play", "--outcome")
    ran = office(*words, "publish", "--yes", "exposed")
    assert ran.status == 0
    assert_sentence(ran.err)
    assert office(*words, "withhold", "--yes", "exposed").err == ""
    assert office(*words, "publish", "--yes", "campaign").err == ""
