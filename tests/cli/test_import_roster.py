"""`import-roster`: a class list from a file, all of it or nothing, and what is said of a line."""

from pathlib import Path

import pytest

from consentdesk.domain.people import SubjectId
from tests.cli.terminal import Terminal
from tests.services.class_list.lists import DATA, sheet, xlsx
from tests.services.office import picture

HEAD = "Navn;Født;Klasse;Værge 1\n"
TWO = HEAD + "Noah Lund;03-05-2019;2.A;Mette Lund\nIda Dal;04-05-2019;2.A;\n"


def listed(terminal: Terminal, text: str = TWO, name: str = "class.csv") -> Path:
    """A list with that text."""
    path = terminal.folder / name
    path.write_text(text, "utf-8")
    return path


def figures(answer: dict[str, object]) -> tuple[object, ...]:
    return (answer["new"], answer["existing"], answer["changed"], answer["problems"])


def test_a_list_is_imported_once_however_often_it_is(terminal: Terminal) -> None:
    path = listed(terminal)
    first = terminal.does("import-roster", path)
    assert figures(first) == (2, 0, 0, [])
    assert first["subjects"] == [1, 2]
    before = terminal.fingerprint()
    again = terminal.does("import-roster", path)
    assert (figures(again), again["subjects"]) == ((0, 2, 0, []), [1, 2])
    assert terminal.fingerprint() == before
    assert [g["name"] for g in terminal.does("show", 1)["guardians"]] == ["Mette Lund"]
    assert terminal.does("verify")["ok"]


def test_what_the_list_says_now_is_changed_and_who_is_missing_is_told(terminal: Terminal) -> None:
    terminal.does("import-roster", listed(terminal))
    path = listed(terminal, HEAD + "Noah Lund;03-05-2019;2.A;Bo Lund\n")
    answer = terminal.does("import-roster", path)
    assert figures(answer) == (0, 0, 1, [])
    assert answer["leaving"] == [2]
    assert [one["id"] for one in terminal.does("subjects", "--group", "2.A")["subjects"]] == [2, 1]


def test_everybody_is_in_the_group_given(terminal: Terminal) -> None:
    terminal.does("import-roster", listed(terminal), "--group", "3.B")
    with terminal.reading() as reader:
        found = reader.subjects([SubjectId(1), SubjectId(2)])
    assert {person.group for person in found.values()} == {"3.B"}


def test_a_dry_run_tells_the_same_and_writes_nothing(terminal: Terminal) -> None:
    path = listed(terminal)
    before = terminal.fingerprint()
    dry = terminal.does("import-roster", path, "--dry-run")
    assert terminal.fingerprint() == before
    wet = terminal.does("import-roster", path)
    assert (dry.pop("subjects"), wet.pop("subjects")) == ([], [1, 2])
    assert dry == wet
    assert "Nothing was written." in terminal("import-roster", path, "--dry-run").err


def test_the_sheet_named_is_read(terminal: Terminal) -> None:
    rows = [sheet(("Navn", "Født"), (name, "03-05-2019")) for name in ("Noah Lund", "Ida Dal")]
    path = xlsx(terminal.folder, {"2.A": rows[0], "2.B": rows[1]})
    assert terminal.does("import-roster", path, "--sheet", "2.B")["sheet"] == "2.B"
    assert terminal.does("subjects")["subjects"][0]["name"] == "Ida Dal"
    assert terminal.refuses(2, "import-roster", path, "--sheet", "2.C") == "TABLE_SHEET_UNKNOWN"
    text = listed(terminal)
    assert terminal.refuses(2, "import-roster", text, "--sheet", "2.A") == "TABLE_SHEET_UNKNOWN"


def test_two_of_one_name_and_day_are_taken_only_where_somebody_says_so(terminal: Terminal) -> None:
    path = listed(terminal, HEAD + "Noah Lund;03-05-2019;2.A;\nNoah Lund;03-05-2019;2.B;\n")
    before = terminal.fingerprint()
    stopped = terminal.does("import-roster", path, status=2)
    assert stopped["problems"] == [{"line": 3, "column": None, "code": "LISTED_TWICE"}]
    assert (stopped["subjects"], terminal.fingerprint()) == ([], before)
    assert terminal.does("import-roster", path, "--twins")["subjects"] == [1, 2]


def test_one_line_with_a_problem_stops_them_all_and_is_named(terminal: Terminal) -> None:
    path = listed(terminal, TWO + "Bo Krag;2031-05-03;2.A;\n;03-05-2019;2.A;\n")
    before = terminal.fingerprint()
    answer = terminal.does("import-roster", path, status=2)
    assert answer["problems"] == [
        {"line": 4, "column": "Født", "code": "BORN_IN_FUTURE"},
        {"line": 5, "column": "Navn", "code": "NAME_MISSING"},
    ]
    assert (answer["new"], terminal.fingerprint()) == (2, before)
    said = terminal("import-roster", path)
    assert (said.status, said.err.count("\n")) == (2, 1)
    assert "Line 4, Bo Krag: " in said.out


def test_of_a_personal_number_nothing_is_printed(terminal: Terminal) -> None:
    text = "Navn;CPR;Klasse\nNoah Lund;030519-5123;2.A\nIda Dal;40519-5123;030519-5123\n"
    path = listed(terminal, text)
    for words in (("--dry-run",), ("--dry-run", "--json"), ()):
        ran = terminal("import-roster", path, *words)
        assert "5123" not in ran.out + ran.err
        assert ran.status == 2
    mended = listed(terminal, "Navn;CPR\nNoah Lund;30519512.0\nIda Dal;405195123\n", "two.csv")
    assert terminal("import-roster", mended, "--dry-run").status == 2
    eaten = listed(terminal, "Navn;CPR\nIda Dal;405195123\n", "three.csv")
    assert terminal.does("import-roster", eaten)["marks"] == [{"line": 2, "code": "REPAIRED"}]
    assert terminal.does("show", 1)["born"] == "2019-05-04"
    whole = b"".join(p.read_bytes() for p in terminal.register.parent.iterdir())
    assert b"405195123" not in whole
    assert b"040519" not in whole


def test_files_that_are_no_list_are_refused(terminal: Terminal) -> None:
    folder = terminal.folder
    (folder / "picture.csv").write_bytes(picture(1))
    (folder / "empty.csv").write_bytes(b"")
    (folder / "wide.csv").write_text(";".join(["Navn"] * 10_000))
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "text.csv").write_text("Some words\nand some more\n")
    for name, code in {
        "picture.csv": "TABLE_NOT_ONE",
        "empty.csv": "TABLE_EMPTY",
        "wide.csv": "TABLE_TOO_LARGE",
        "broken.xlsx": "TABLE_DAMAGED",
        "text.csv": "LIST_COLUMNS_MISSING",
        "gone.csv": "UNREADABLE_MISSING",
    }.items():
        assert terminal.refuses(2, "import-roster", folder / name) == code
    locked = DATA / "class-list-locked.xlsx"
    assert terminal.refuses(2, "import-roster", locked) == "TABLE_LOCKED"


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        ("da", "Ny: 2 · Findes allerede: 0 · Ændret: 0 · Mangler noget: 0"),
        ("sv", "Ny: 2 · Finns redan: 0 · Ändrad: 0 · Saknar något: 0"),
        ("en", "New: 2 · Exists already: 0 · Changed: 0 · Lacks something: 0"),
    ],
)
def test_what_was_done_is_told_in_the_language_asked_for(
    terminal: Terminal, spoken: str, said: str
) -> None:
    ran = terminal("import-roster", listed(terminal), "--lang", spoken)
    assert ran.out.splitlines()[-1] == said
