"""What stands in the cells of a list: days, numbers that are dropped, names, custody, languages."""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentdesk.errors import Problem
from consentdesk.services.class_list.cells import Crossed, Formula, FromNumber, cell_of, text_of
from consentdesk.services.class_list.days import day_in
from consentdesk.services.class_list.languages import language_code
from consentdesk.services.class_list.rows import Listed, Mark, turned
from tests.services.class_list.lists import HEAD, TODAY, people_in, sheet, text_list, xlsx

CPR = "Navn;CPR;Klasse\n"


@pytest.mark.parametrize(
    "text",
    [
        "2019-09-14",
        "2019/9/14",
        "2019-09-14 00:00:00",
        "2019-09-14T00:00:00Z",
        "14-09-2019",
        "14.9.2019",
        "14. 9. 2019",
        "14/9 2019",
        "14/09/2019 00.00",
        "14-9-19",
        "20190914",
        "14092019",
        "14. september 2019",
        "14 Sept 2019",
        "43722",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert day_in(text, TODAY) == date(2019, 9, 14)


@pytest.mark.parametrize("text", ["", "14-13-2019", "9/14/2019", "31-02-2019", "140919", "99", "x"])
def test_what_is_no_day_for_certain_is_none(text: str) -> None:
    assert day_in(text, TODAY) is None


def test_two_figures_are_the_latest_year_that_has_begun() -> None:
    assert day_in("01-02-26", TODAY) == date(2026, 2, 1)
    assert day_in("01-02-27", TODAY) == date(1927, 2, 1)
    assert day_in("19-09-14", TODAY, year_first=True) == date(2019, 9, 14)


@pytest.mark.parametrize(
    ("raw", "born", "repaired"),
    [
        ("010115-5234", date(2015, 1, 1), False),
        ("0101155234", date(2015, 1, 1), False),
        ("010115 5234", date(2015, 1, 1), False),
        ("01012015-5234", date(2015, 1, 1), False),
        ("610115-5234", date(2015, 1, 1), False),
        ('="0101155234"', date(2015, 1, 1), False),
        ("101155234", date(2015, 1, 1), True),
        ("101155234.0", date(2015, 1, 1), True),
        (101155234.0, date(2015, 1, 1), True),
        (101155234, date(2015, 1, 1), True),
        ("010115-1234", date(1915, 1, 1), False),
        ("010115-4234", date(2015, 1, 1), False),
        ("010137-4234", date(1937, 1, 1), False),
        ("010136-9234", date(2036, 1, 1), False),
        ("010157-8234", date(2057, 1, 1), False),
        ("010158-8234", date(1858, 1, 1), False),
        ("320115-5234", None, False),
    ],
)
def test_of_a_danish_number_the_day_is_kept(
    raw: str | float, born: date | None, repaired: bool
) -> None:
    cell = cell_of(raw, TODAY)
    assert isinstance(cell, FromNumber)
    assert (cell.danish, cell.repaired) == (born, repaired)


@pytest.mark.parametrize(
    ("raw", "born"),
    [
        ("20150101-2383", date(2015, 1, 1)),
        ("201501012383", date(2015, 1, 1)),
        ("150101-2383", date(2015, 1, 1)),
        ("1501012383", date(2015, 1, 1)),
        ("150161-2383", date(2015, 1, 1)),
        ("150101+2383", date(1915, 1, 1)),
        ("270101-2383", date(1927, 1, 1)),
        ("501012383", date(2005, 1, 1)),
        ("150101-TF12", date(2015, 1, 1)),
    ],
)
def test_of_a_swedish_number_the_day_is_kept(raw: str, born: date) -> None:
    cell = cell_of(raw, TODAY)
    assert isinstance(cell, FromNumber)
    assert cell.swedish == born


def test_the_heading_says_of_which_country_a_number_is_and_else_the_policy(tmp_path: Path) -> None:
    def born(heading: str, policy: str) -> date | None:
        name = {"dk": "Navn", "se": "Namn"}[policy]
        path = text_list(tmp_path, f"{name};{heading}\nNoah Lund;120111-5380\n")
        return people_in(path, policy=policy)[0].born

    danish, swedish = date(2011, 1, 12), date(2012, 1, 11)
    assert [born("CPR-nr.", policy) for policy in ("dk", "se")] == [danish] * 2
    assert [born("Födelsetid", policy) for policy in ("dk", "se")] == [swedish] * 2
    assert [born("Samordningsnummer", policy) for policy in ("dk", "se")] == [swedish] * 2
    assert [born("Born", policy) for policy in ("dk", "se")] == [danish, swedish]


@pytest.mark.parametrize(
    "heading",
    ["Personnummer", "Personnr", "Person nr.", "Pnr", "Barnets personnummer", "Elev personnr."],
)
def test_both_countries_call_a_number_personnummer_so_the_policy_decides(
    tmp_path: Path, heading: str
) -> None:
    """Read as Swedish, a child of seven would be one of 23, who signs for herself (R3)."""
    line = f"{heading};Mail\nNoah Lund;030519-4234;\n"
    danish = text_list(tmp_path, f"Navn;{line}", name="danish.csv")
    swedish = text_list(tmp_path, f"Namn;{line}", name="swedish.csv")
    assert people_in(danish, policy="dk")[0].born == date(2019, 5, 3)
    assert people_in(swedish, policy="se")[0].born == date(2003, 5, 19)


@pytest.mark.parametrize("name", ["+HYPERLINK(1)", "@SUM(1)", "-Bo Holm", "+ 1+cmd"])
def test_what_a_spreadsheet_might_work_out_is_nobodys_name(tmp_path: Path, name: str) -> None:
    (one,) = people_in(text_list(tmp_path, HEAD + f"{name};2019-05-03;3.B\n"))
    assert [(f.column, f.problem) for f in one.faults] == [(0, Problem.FORMULA_IN_LIST)]


SWEDISH = "Förnamn;Efternamn;Personnummer;Klass\n"


@pytest.mark.parametrize(
    ("head", "first"),
    [
        (SWEDISH, "Åsa;Öberg;2019-05-03;3B"),
        ("Name;Surname;Personnummer;Class\n", "Åsa;Öberg;20190503-2389;3B"),
        ("Name;Surname;Personnummer;Class\n", "Åsa;Öberg;190503+2389;3B"),
        ("Navn;Efternavn;Personnummer;Klasse\n", "Åsa;Öberg;20190503-2389;3B"),
    ],
)
def test_a_swedish_list_in_a_danish_register_makes_nobody_grown_up(
    tmp_path: Path, head: str, first: str
) -> None:
    """R3: read as Danish, 190503 is a day in 2003, and a child of seven would sign for himself."""
    path = text_list(tmp_path, f"{head}{first}\nKarl;Ek;190503-2397;3B\n")
    karl = people_in(path, policy="dk")[1]
    assert karl.born is None
    assert [fault.problem for fault in karl.faults] == [Problem.BORN_IN_TWO_WAYS]
    if head == SWEDISH:
        assert people_in(path, policy="se")[1].born == date(2019, 5, 3)


@pytest.mark.parametrize("policy", ["dk", "se"])
@pytest.mark.parametrize(
    "head", ["Elev;Personnummer;Mail", "Namn;Personnummer;Klasse", "Child;Personnummer;Class"]
)
def test_where_nothing_tells_the_country_no_number_is_taken_for_the_registers(
    tmp_path: Path, head: str, policy: str
) -> None:
    """R3: read the other way, a child of eleven was one of sixteen, who signed alone."""
    path = text_list(tmp_path, f"{head}\nEva Berg;150210-1234;\nNils Ek;160311-4321;\n")
    for one in people_in(path, policy=policy):
        assert one.born is None
        assert [fault.problem for fault in one.faults] == [Problem.BORN_IN_TWO_WAYS]


def test_what_reads_the_same_in_both_countries_is_taken_from_such_a_list(tmp_path: Path) -> None:
    lines = "Åsa;Öberg;20190503-2389;3B\nBo;Ek;2019-05-03;3B\nEva;Å;3/5 2019;3B\n"
    path = text_list(tmp_path, SWEDISH + lines + "Ida;Ö;19-05-03;3B\n")
    *known, ida = people_in(path, policy="dk")
    assert [one.born for one in known] == [date(2019, 5, 3)] * 3
    assert [fault.problem for fault in ida.faults] == [Problem.BORN_IN_TWO_WAYS]


def test_a_danish_list_in_a_swedish_register_is_asked_about_too(tmp_path: Path) -> None:
    path = text_list(tmp_path, "Navn;Personnummer;Klasse\nKarl Ek;030519-4234;3.B\n")
    assert [f.problem for f in people_in(path, policy="se")[0].faults] == [Problem.BORN_IN_TWO_WAYS]
    assert people_in(path, policy="dk")[0].born == date(2019, 5, 3)


@pytest.mark.parametrize("number", ["190503+2397", "19190503-2397"])
def test_a_number_that_says_its_century_is_not_overruled(tmp_path: Path, number: str) -> None:
    path = text_list(tmp_path, f"{SWEDISH}Karl;Ek;{number};3B\n")
    (karl,) = people_in(path, policy="se")
    assert karl.born is None
    assert [fault.problem for fault in karl.faults] == [Problem.BORN_TOO_LONG_AGO]


@pytest.mark.parametrize("heading", ["Cpr / personnummer", "Personnummer (CPR)", "CPR/födelsenr"])
def test_a_heading_that_says_cpr_is_danish_whatever_else_it_says(
    tmp_path: Path, heading: str
) -> None:
    path = text_list(tmp_path, f"Navn;{heading}\nNoah Lund;030519-4234\n")
    born = [people_in(path, policy=policy)[0].born for policy in ("dk", "se")]
    assert born == [date(2019, 5, 3)] * 2


@pytest.mark.parametrize("figures", ["40919", "30914", "20818", "11299"])
def test_a_day_without_its_zero_is_not_read_as_a_spreadsheets_day(
    tmp_path: Path, figures: str
) -> None:
    """40919 is 04-09-19, or a day in 2012: seven years lie between."""
    (one,) = people_in(text_list(tmp_path, HEAD + f"Noah Lund;{figures};3.B\n"))
    assert [(f.column, f.problem) for f in one.faults] == [(1, Problem.BORN_UNREADABLE)]
    assert day_in("43722", TODAY) == date(2019, 9, 14), "there is no 37th month"
    assert day_in("41300", TODAY) == date(2013, 1, 26), "nor a 13th"


def test_a_slip_in_a_number_never_becomes_the_other_countrys_day(tmp_path: Path) -> None:
    """150399 would be a good day in a Swedish number; here the month is 13."""
    (one,) = people_in(text_list(tmp_path, CPR + "Noah Lund;151301-5234;3.B\n"))
    assert [(f.column, f.problem) for f in one.faults] == [(1, Problem.BORN_UNREADABLE)]


def test_a_zero_that_was_eaten_is_put_back_and_marked(tmp_path: Path) -> None:
    path = xlsx(tmp_path, {"A": sheet(("Navn", "CPR"), ("Noah Lund", 105195123.0))})
    (one,) = people_in(path)
    assert (one.born, one.marks) == (date(2019, 5, 1), frozenset([Mark.REPAIRED]))


def _all_told(value: object) -> str:
    """Everything a value holds, all the way down."""
    if is_dataclass(value):
        return " ".join(_all_told(getattr(value, f.name)) for f in fields(value))
    if isinstance(value, tuple | frozenset | list):
        return " ".join(map(_all_told, value))
    if isinstance(value, dict):
        return " ".join(f"{key} {_all_told(inner)}" for key, inner in value.items())
    return str(value)


@given(
    st.dates(date(1930, 1, 1), TODAY),
    st.integers(0, 9999),
    st.sampled_from(["%d%m%y", "%Y%m%d", "%y%m%d", "%d%m%Y"]),
    st.sampled_from(["", "-", " ", " - ", "\u2013"]),
    st.sampled_from(["{}", "Ida {}", "{} (mor)", "cpr: {}."]),
)
def test_no_number_outlives_the_reading(
    born: date, rest: int, form: str, sign: str, around: str
) -> None:
    """Only the birth date is kept."""
    digits = f"{rest:04}"
    cell = cell_of(around.format(born.strftime(form) + sign + digits), TODAY)
    assert not isinstance(cell, str)
    shown = text_of(cell, date.isoformat)
    assert not any(sign.isdigit() for sign in shown)
    assert digits not in _all_told(cell).replace("-", " ").split()


def test_no_number_is_in_what_is_told_of_a_line(tmp_path: Path) -> None:
    text = "Navn;CPR;Klasse;Værge 1;Sprog\n"
    text += "Noah 010519-5123 Lund;010519-5123;0105195123;Mette 010180-1234;010180-1234\n"
    (one,) = people_in(text_list(tmp_path, text))
    assert isinstance(one, Listed)
    assert one.born == date(2019, 5, 1)
    assert {f.problem for f in one.faults} == {Problem.CPR_IN_TEXT}
    assert [f.column for f in one.faults] == [0, 2, 4, 3]
    assert not any(part in _all_told(one) for part in ("5123", "1234", "010519", "0180"))


def test_a_formula_is_never_worked_out(tmp_path: Path) -> None:
    assert cell_of('=HYPERLINK("http://x")', TODAY) == Formula()
    assert cell_of("=1+1", TODAY) == Formula()
    (one,) = people_in(text_list(tmp_path, HEAD + "\"=cmd|'/c calc'!A0\";03-05-2019;3.B\n"))
    assert [(f.column, f.problem) for f in one.faults] == [(0, Problem.FORMULA_IN_LIST)]


@pytest.mark.parametrize(
    ("born", "problem"),
    [
        ("", Problem.BORN_MISSING),
        ("unknown", Problem.BORN_UNREADABLE),
        ("15-09-2026", Problem.BORN_IN_FUTURE),
        ("1901-01-01", Problem.BORN_TOO_LONG_AGO),
    ],
)
def test_a_birth_date_that_can_not_be_is_a_problem(
    tmp_path: Path, born: str, problem: Problem
) -> None:
    (one,) = people_in(text_list(tmp_path, HEAD + f"Noah Lund;{born};3.B\n"))
    assert [(f.column, f.problem) for f in one.faults] == [(1, problem)]


def test_a_number_that_says_a_day_of_the_last_century_means_this_one(tmp_path: Path) -> None:
    """As schools make them up; the day itself is right, and there is a sign to look at it."""
    text = HEAD + "Noah Lund;010115-1234;3.B\nIda Dal;101150001.0;3.B\nBo Krag;29-02-1916;3.B\n"
    noah, ida, bo = people_in(text_list(tmp_path, text))
    assert (noah.born, noah.marks) == (date(2015, 1, 1), frozenset([Mark.CENTURY]))
    assert (ida.born, ida.marks) == (date(2015, 1, 1), frozenset([Mark.CENTURY, Mark.REPAIRED]))
    assert [f.problem for f in bo.faults] == [Problem.BORN_TOO_LONG_AGO], "written so, not a number"


def test_a_name_is_made_of_what_columns_there_are(tmp_path: Path) -> None:
    halves = "Efternavn;Fornavn;Mellemnavn;Født\nLund;Noah;Bo;03-05-2019\n"
    turned_ = 'Navn (efternavn, fornavn);Født\n"Lund, Noah Bo";03-05-2019\n'
    for text in (halves, turned_):
        assert people_in(text_list(tmp_path, text))[0].name == "Noah Bo Lund"
    assert turned("Noah Lund") == "Noah Lund"
    assert turned("a, b, c") == "a, b, c"


def test_a_name_that_is_none_is_a_problem_where_it_stands(tmp_path: Path) -> None:
    text = HEAD + ";03-05-2019;3.B\n17;03-05-2019;3.B\nNo\u202eah;03-05-2019;3.B\n"
    found = people_in(text_list(tmp_path, text))
    assert [(one.faults[0].column, one.faults[0].problem) for one in found] == [
        (0, Problem.NAME_MISSING),
        (0, Problem.NAME_UNUSABLE),
        (0, Problem.CHARACTER_NOT_ALLOWED),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dansk", "da"),
        ("da-DK", "da"),
        ("Arabisk", "ar"),
        ("Türkçe", "tr"),
        ("somaliska", "so"),
        ("Rumænsk", "ro"),
        ("Færøsk", "fo"),
        ("Arabic, Kurdish", "ar"),
        ("EN", "en"),
        ("klingon", None),
        ("xx", None),
    ],
)
def test_a_language_is_known_by_code_and_by_name(text: str, code: str | None) -> None:
    assert language_code(text) == code


def test_a_language_nobody_knows_is_marked_and_stops_nothing(tmp_path: Path) -> None:
    text = "Navn;Født;Modersmål\nNoah Lund;03-05-2019;klingon\nIda Dal;03-05-2019;\n"
    marked, silent = people_in(text_list(tmp_path, text))
    unknown = frozenset([Mark.LANGUAGE_UNKNOWN])
    assert (marked.language, marked.marks, marked.faults) == (None, unknown, ())
    assert (silent.language, silent.marks) == (None, frozenset())


def test_a_moment_is_the_day_it_is_on() -> None:
    assert cell_of(datetime(2019, 5, 3, tzinfo=UTC), TODAY) == date(2019, 5, 3)
    assert cell_of(True, TODAY) == "true"
    assert cell_of("Ida 010519-5123", TODAY) == Crossed("Ida xxxxxx-xxxx")


def test_sums_below_a_gap_are_nobody(tmp_path: Path) -> None:
    text = HEAD + "Noah Lund;03-05-2019;3.B\nIda Dal;;3.B\n\nAntal: 2;;\nUdskrevet i dag;;\n"
    found = people_in(text_list(tmp_path, text))
    assert [one.name for one in found] == ["Noah Lund", "Ida Dal"]
