"""Files become tables, whatever spreadsheet wrote them; what is none is told from one."""

from datetime import date
from pathlib import Path

import pytest

from consentdesk.errors import BadInput, Problem
from consentdesk.services.class_list.reading import MOST_BYTES, Table, read_table
from consentdesk.services.class_list.workbook import MOST_COLUMNS, MOST_ROWS
from consentdesk.wording import problem_sentence
from tests.services.class_list.lists import (
    DATA,
    HEAD,
    TODAY,
    ods,
    people_in,
    sheet,
    text_list,
    xlsx,
)
from tests.services.office import picture

NOAH = ("Noah Lund", date(2019, 5, 3), "3.B")
ASE = ("Åse Øe", date(2018, 11, 30), "3.B")
TEXT = HEAD + "Noah Lund;03-05-2019;3.B\nÅse Øe;30-11-2018;3.B\n"


def told(path: Path) -> list[tuple[str, date | None, str | None]]:
    """Name, birth date and group of everybody in a file."""
    return [(one.name, one.born, one.group) for one in people_in(path)]


def refused(path: Path) -> Problem:
    """Why the file can't be read, in a whole sentence that names it."""
    with pytest.raises(BadInput) as caught:
        read_table(path, TODAY)
    assert caught.value.facts["path"] == path
    assert "…" not in problem_sentence(caught.value)
    return caught.value.problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_text_is_read_in_every_encoding_and_with_every_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    assert told(text_list(tmp_path, TEXT.replace(";", separator), encoding)) == [NOAH, ASE]


def test_line_breaks_and_separators_within_quotes_part_nothing(tmp_path: Path) -> None:
    text = HEAD + '"Lund,\nNoah";03-05-2019;"3.B"\r\n"Åse ""Øe""";30-11-2018;3.B\r\n'
    path = text_list(tmp_path, text)
    assert [one.name for one in people_in(path)] == ["Noah Lund", 'Åse "Øe"']
    assert [one.line for one in people_in(path)] == [2, 4]


def test_a_first_line_that_names_the_separator_is_believed(tmp_path: Path) -> None:
    assert told(text_list(tmp_path, "sep=;\n" + TEXT)) == [NOAH, ASE]


def test_a_workbook_is_read_with_days_as_days(tmp_path: Path) -> None:
    rows = sheet(("Navn", "Født", "Klasse"), NOAH, ASE)
    assert told(xlsx(tmp_path, {"3.B": rows})) == [NOAH, ASE]


def test_an_opendocument_sheet_is_read_without_its_endless_rest(tmp_path: Path) -> None:
    assert told(ods(tmp_path, ("Navn", "Født", "Klasse"), NOAH, ("", "", ""), ASE)) == [NOAH, ASE]


def test_an_old_workbook_is_read_and_titles_above_the_headings_are_no_people() -> None:
    born = [date(2019, 5, 3), date(2018, 11, 30)]
    names = ["Noah Lund", "Ida Dal"]
    found = told(DATA / "class-list.xls")
    assert found == [(name, day, "3.B") for name, day in zip(names, born, strict=True)]


def test_a_hidden_sheet_is_read_only_where_somebody_names_it(tmp_path: Path) -> None:
    rows = [sheet(("Navn", "Født", "Klasse"), one) for one in (NOAH, ASE)]
    path = xlsx(tmp_path, {"2019": rows[0], "3.B": rows[1]}, hidden=["2019"])
    table = read_table(path, TODAY)
    assert (table.sheet, table.lines[1].cells[0]) == (1, "Åse Øe")
    assert read_table(path, TODAY, 0).sheet == 0
    alone = xlsx(tmp_path, {"2019": rows[0], "Tom": ""}, hidden=["2019"])
    assert read_table(alone, TODAY).lines == ()


def test_the_first_sheet_with_rows_is_read_unless_another_is_named(tmp_path: Path) -> None:
    rows = [sheet(("Navn", "Født", "Klasse"), one) for one in (NOAH, ASE)]
    path = xlsx(tmp_path, {"Tom": "", "3.A": rows[0], "3.B": rows[1]})
    table = read_table(path, TODAY)
    assert (table.sheets, table.sheet) == (("Tom", "3.A", "3.B"), 1)
    other = read_table(path, TODAY, 2)
    assert (other.sheet, other.lines[1].cells[0]) == (2, "Åse Øe")
    assert read_table(path, TODAY, 0) == Table((), 0, table.sheets, 0)


def test_blank_lines_are_dropped_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    path = text_list(tmp_path, "\n;;\n" + TEXT.replace("Åse", "\n;;\nÅse"))
    assert [line.number for line in read_table(path, TODAY).lines] == [3, 4, 7]


def test_a_list_of_every_size_that_is_too_large_is_refused(tmp_path: Path) -> None:
    many = HEAD + "Noah Lund;03-05-2019;3.B\n" * (MOST_ROWS + 1)
    wide = ";".join(["Navn"] * 10_000) + "\n"
    for number, text in enumerate((many, wide, "x" * (MOST_BYTES + 1))):
        path = text_list(tmp_path, text, name=f"{number}.csv")
        assert refused(path) is Problem.TABLE_TOO_LARGE
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    for inner in (corner, sheet(("Navn",)) + '<row r="2"><c r="ALL2"><v>1</v></c></row>'):
        path = xlsx(tmp_path, {"A": sheet(("Navn",)) + inner})
        assert refused(path) is Problem.TABLE_TOO_LARGE


def test_as_many_lines_as_any_school_has_are_read(tmp_path: Path) -> None:
    text = HEAD + "Noah Lund;03-05-2019;3.B\n" * (MOST_ROWS - 1)
    assert len(read_table(text_list(tmp_path, text), TODAY).lines) == MOST_ROWS
    wide = ";".join(["Navn"] * MOST_COLUMNS)
    assert read_table(text_list(tmp_path, wide), TODAY).width == MOST_COLUMNS


def test_a_workbook_that_unpacks_to_far_more_than_it_is_refused(tmp_path: Path) -> None:
    bomb = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * 250_000_000}</t></is></c></row>'
    path = xlsx(tmp_path, {"A": bomb})
    assert path.stat().st_size < 1_000_000
    assert refused(path) is Problem.TABLE_TOO_LARGE


def test_a_workbook_with_a_password_says_so() -> None:
    assert refused(DATA / "class-list-locked.xlsx") is Problem.TABLE_LOCKED


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (picture(1), Problem.TABLE_NOT_ONE),
        (b"%PDF-1.7\nnothing but letters", Problem.TABLE_NOT_ONE),
        (b"\x7fELF\x00\x01\x02", Problem.TABLE_NOT_ONE),
        (b'Navn;"' + b"x" * 200_000, Problem.TABLE_NOT_ONE),
        (b"PK\x03\x04nothing", Problem.TABLE_DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Problem.TABLE_DAMAGED),
        (b"", Problem.TABLE_EMPTY),
        (b"\n;;\n", Problem.TABLE_EMPTY),
    ],
)
def test_what_is_no_list_is_told_by_what_it_holds(
    tmp_path: Path, data: bytes, problem: Problem
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    assert refused(path) is problem


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone.csv") is Problem.UNREADABLE_MISSING
    assert refused(tmp_path) is Problem.TABLE_NOT_ONE
