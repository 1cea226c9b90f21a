"""Which column is what: by headings in three languages, by content, by what was chosen before."""

from pathlib import Path

import pytest

from consentdesk.paths import columns_file
from consentdesk.services.class_list.columns import (
    Columns,
    fingerprint,
    guess,
    heading_of,
    headings,
    letter,
)
from consentdesk.services.class_list.fields import Field, field_of
from consentdesk.services.class_list.reading import read_table
from consentdesk.services.class_list.remembering import recalled, remember
from tests.services.class_list.lists import TODAY, people_in, table_of, text_list

F = Field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Navn", F.NAME),
        ("Elevens navn", F.NAME),
        ("BARN", F.NAME),
        ("Navn (efternavn, fornavn)", F.NAME),
        ("Fornavn(e)", F.FIRST_NAME),
        ("Förnamn", F.FIRST_NAME),
        ("First Name", F.FIRST_NAME),
        ("GivenName", F.FIRST_NAME),
        ("Efternavn", F.LAST_NAME),
        ("Efternamn", F.LAST_NAME),
        ("Surname", F.LAST_NAME),
        ("Født", F.BORN),
        ("FODT", F.BORN),
        ("Fødselsdato", F.BORN),
        ("Foedselsdato", F.BORN),
        ("Cpr-nr.", F.BORN),
        ("CPR nummer", F.BORN),
        ("Personnummer", F.BORN),
        ("Födelsedatum", F.BORN),
        ("Date of birth", F.BORN),
        ("Klasse", F.GROUP),
        ("Stue", F.GROUP),
        ("Klassenavn", F.GROUP),
        ("Avdelning", F.GROUP),
        ("Class", F.GROUP),
        ("Modersmål", F.LANGUAGE),
        ("Hjemmesprog", F.LANGUAGE),
        ("Hemspråk", F.LANGUAGE),
        ("Home language", F.LANGUAGE),
        ("Værge 1", F.GUARDIAN_1),
        ("Mor", F.GUARDIAN_1),
        ("Mors navn", F.GUARDIAN_1),
        ("Forælder 2 navn", F.GUARDIAN_2),
        ("Vårdnadshavare 1", F.GUARDIAN_1),
        ("Vårdnadshavare 2", F.GUARDIAN_2),
        ("Forældremyndighedsindehaver 2", F.GUARDIAN_2),
        ("Far", F.GUARDIAN_2),
        ("Parent 2", F.GUARDIAN_2),
        ("Forældremyndighed", F.CUSTODY_1),
        ("Værge 2 forældremyndighed", F.CUSTODY_2),
        ("Vårdnad", F.CUSTODY_1),
        ("Tlf.", F.CONTACT),
        ("Mobil mor", F.CONTACT),
        ("E-post vårdnadshavare 1", F.CONTACT),
        ("Værge 1 mail", F.CONTACT),
        ("Adresse", F.CONTACT),
        ("Værge 1 CPR", F.IGNORED),
        ("Skolenavn", F.IGNORED),
        ("Klasselærer navn", F.IGNORED),
        ("UNI-login", None),
        ("", None),
    ],
)
def test_a_heading_says_what_its_column_is(heading: str, field: Field | None) -> None:
    assert field_of(heading) is field


def test_titles_above_the_headings_are_passed_over(tmp_path: Path) -> None:
    text = "Skolen;;\nElevliste for klasse 3.B;;\n\nNavn;Født;Klasse\nNoah Lund;03-05-2019;3.B\n"
    table, columns = table_of(text_list(tmp_path, text))
    assert (columns.heading, columns.fields) == (2, (F.NAME, F.BORN, F.GROUP))
    assert headings(table, columns) == ("Navn", "Født", "Klasse")


def test_a_swedish_list_is_understood(tmp_path: Path) -> None:
    text = "Förnamn;Efternamn;Personnummer;Klass;Modersmål;Vårdnadshavare 1;Vårdnadshavare 2\n"
    text += "Åsa;Öberg;20190503-2383;3B;svenska;Maja Öberg;Nils Öberg\n"
    (one,) = people_in(text_list(tmp_path, text))
    assert (one.name, str(one.born), one.group) == ("Åsa Öberg", "2019-05-03", "3B")
    assert (one.language, [g.name for g in one.guardians]) == ("sv", ["Maja Öberg", "Nils Öberg"])


def test_without_headings_what_stands_in_the_columns_tells(tmp_path: Path) -> None:
    lines = ["Noah", "Ida", "Bo", "Eva"]
    text = "".join(f"{n};Lund;03-05-201{i};3.B;dansk;{i}@x.dk\n" for i, n in enumerate(lines))
    table, columns = table_of(text_list(tmp_path, text))
    assert columns.heading is None
    assert columns.fields == (F.FIRST_NAME, F.LAST_NAME, F.BORN, F.GROUP, F.LANGUAGE, F.IGNORED)
    assert headings(table, columns) == ("A", "B", "C", "D", "E", "F")
    whole = "".join(f"{n} Lund;03-05-201{i}\n" for i, n in enumerate(lines))
    assert table_of(text_list(tmp_path, whole))[1].fields == (F.NAME, F.BORN)


def test_a_column_of_days_under_a_strange_heading_is_the_birth_dates(tmp_path: Path) -> None:
    text = "Navn;Fds;Klasse\nNoah Lund;03-05-2019;3.B\nIda Dal;04-05-2019;3.B\n"
    assert table_of(text_list(tmp_path, text))[1].fields == (F.NAME, F.BORN, F.GROUP)


def test_halves_of_a_name_beat_a_whole_one_and_one_birth_date_another(tmp_path: Path) -> None:
    text = "Navn;Fornavn;Efternavn;CPR;Født\nNoah Lund;Noah;Lund;0105195123;01-05-2019\n"
    columns = table_of(text_list(tmp_path, text))[1]
    assert columns.fields == (F.IGNORED, F.FIRST_NAME, F.LAST_NAME, F.BORN, F.IGNORED)


def test_a_father_alone_is_the_first_guardian(tmp_path: Path) -> None:
    text = "Navn;Født;Far\nNoah Lund;03-05-2019;Bo Lund\n"
    assert table_of(text_list(tmp_path, text))[1].fields == (F.NAME, F.BORN, F.GUARDIAN_1)


@pytest.mark.parametrize(
    ("heads", "fields"),
    [
        ("Værge;Værge", (F.GUARDIAN_1, F.GUARDIAN_2)),
        ("Værge;Værge;Værge", (F.GUARDIAN_1, F.GUARDIAN_2, F.IGNORED)),
        ("Far;Fars samlever", (F.GUARDIAN_1, F.GUARDIAN_2)),
        ("Mor;Far;Plejeforælder", (F.GUARDIAN_1, F.GUARDIAN_2, F.IGNORED)),
        (
            "Værge;Forældremyndighed;Værge;Forældremyndighed",
            (F.GUARDIAN_1, F.CUSTODY_1, F.GUARDIAN_2, F.CUSTODY_2),
        ),
        (
            "Værge fornavn(e);Værge efternavn;Værge fornavn(e);Værge efternavn",
            (F.GUARDIAN_1, F.GUARDIAN_1, F.GUARDIAN_2, F.GUARDIAN_2),
        ),
        ("Mor fornavn;Mors efternavn;Værge", (F.GUARDIAN_1, F.GUARDIAN_1, F.GUARDIAN_2)),
    ],
)
def test_two_columns_of_guardians_are_two_people_and_halves_of_a_name_are_one(
    tmp_path: Path, heads: str, fields: tuple[F, ...]
) -> None:
    path = text_list(tmp_path, f"Navn;Født;{heads}\nNoah Lund;03-05-2019\n")
    assert table_of(path)[1].fields[2:] == fields


@pytest.mark.parametrize(
    ("heads", "fields"),
    [
        (
            "Mor;Plejeforælder;Plejeforælder forældremyndighed",
            (F.GUARDIAN_1, F.GUARDIAN_2, F.CUSTODY_2),
        ),
        ("Mor;Plejemor;Plejemor forældremyndighed", (F.GUARDIAN_1, F.IGNORED, F.IGNORED)),
        (
            "Mor;Mors samlever;Mors samlever forældremyndighed",
            (F.GUARDIAN_1, F.GUARDIAN_2, F.CUSTODY_2),
        ),
        (
            "Mor;Far;Mor forældremyndighed;Mor forældremyndighed fra",
            (F.GUARDIAN_1, F.GUARDIAN_2, F.CUSTODY_1, F.IGNORED),
        ),
        ("Værge 1;Værge 2;Forældremyndighed", (F.GUARDIAN_1, F.GUARDIAN_2, F.CUSTODY_1)),
    ],
)
def test_a_column_about_one_guardians_custody_is_not_taken_for_anothers(
    tmp_path: Path, heads: str, fields: tuple[F, ...]
) -> None:
    path = text_list(tmp_path, f"Navn;Født;{heads}\nNoah Lund;03-05-2019\n")
    assert table_of(path)[1].fields[2:] == fields


def test_two_columns_of_one_heading_never_make_one_guardian(tmp_path: Path) -> None:
    text = "Navn;Født;Værge;Værge\nNoah Lund;03-05-2019;Mette Lund;Jens Lund\n"
    (one,) = people_in(text_list(tmp_path, text))
    assert [g.name for g in one.guardians] == ["Mette Lund", "Jens Lund"]


def test_what_a_list_lacks_is_told() -> None:
    assert Columns((F.IGNORED, F.GROUP)).lacks == (F.NAME, F.BORN)
    assert Columns((F.FIRST_NAME, F.BORN)).lacks == ()


def test_a_field_that_one_column_fills_moves(tmp_path: Path) -> None:
    columns = Columns((F.NAME, F.BORN, F.IGNORED), 0, remembered=True)
    assert columns.having(2, F.BORN) == Columns((F.NAME, F.IGNORED, F.BORN), 0)
    both = Columns((F.GUARDIAN_1, F.IGNORED)).having(1, F.GUARDIAN_1)
    assert both.fields == (F.GUARDIAN_1, F.GUARDIAN_1)
    text = "Værge 1 fornavn;Værge 1 efternavn;Navn;Født\nMette;Lund;Noah Lund;03-05-2019\n"
    (one,) = people_in(text_list(tmp_path, text))
    assert [g.name for g in one.guardians] == ["Mette Lund"]


def test_what_was_chosen_is_used_for_the_same_headings_again(tmp_path: Path) -> None:
    text = "Navn;Født;Hvor\nNoah Lund;03-05-2019;3.B\n"
    table, guessed = table_of(text_list(tmp_path, text))
    assert recalled(table, guessed) == guessed
    chosen = guessed.having(2, F.GROUP)
    remember(table, chosen)
    text = text.replace("Noah", "Ida").replace("Hvor", "HVOR ")
    again, anew = table_of(text_list(tmp_path, text))
    found = recalled(again, anew)
    assert (found.fields, found.remembered) == (chosen.fields, True)
    other, guess_ = table_of(text_list(tmp_path, text.replace("HVOR ", "Stue")))
    assert not recalled(other, guess_).remembered


def test_what_is_remembered_says_nothing_of_the_list(tmp_path: Path) -> None:
    text = "Navn;Født;Hvor\nNoah Lund;03-05-2019;3.B\n"
    table, guessed = table_of(text_list(tmp_path, text))
    remember(table, guessed)
    kept = columns_file().read_text("ascii")
    assert not any(word in kept.casefold() for word in ("navn", "hvor", "noah", "2019"))


def test_a_file_of_choices_that_makes_no_sense_is_as_good_as_none(tmp_path: Path) -> None:
    table, guessed = table_of(text_list(tmp_path, "Navn;Født\nNoah Lund;03-05-2019\n"))
    path = columns_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    key = fingerprint(table, guessed)
    for text in ("", "[]", "{", f'{{"{key}": ["nonsense", "born"]}}', f'{{"{key}": ["born"]}}'):
        path.write_text(text, "ascii")
        assert recalled(table, guessed) == guessed
    remember(table, guessed)
    assert recalled(table, guessed).remembered


def test_a_list_without_headings_is_not_remembered(tmp_path: Path) -> None:
    table = read_table(text_list(tmp_path, "Noah Lund;03-05-2019\n"), TODAY)
    assert heading_of(table) is None
    remember(table, guess(table, TODAY))
    assert not columns_file().exists()


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
