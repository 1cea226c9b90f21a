"""Own editions of the form: copied, changed, issued, printed, returned, recorded; never altered."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from consentdesk.domain.acts import Purpose, Serial
from consentdesk.domain.consent import PermissionState
from consentdesk.domain.journal import EditionState
from consentdesk.domain.people import SubjectId
from consentdesk.errors import BadInput, ConsentDeskError, Problem, RuleRefusal
from consentdesk.services import intake, own_editions, paper, ruling
from consentdesk.services.edition_drafts import DraftEdition, draft_in, draft_text, toml_text
from consentdesk.services.edition_shelf import edition_of, is_own, made
from consentdesk.services.editions import Audience, Edition, edition_names, load_edition
from consentdesk.services.inbox.accepting import accept
from consentdesk.services.inbox.filing import journal_all
from consentdesk.storage import schema
from consentdesk.storage.upkeep import verify
from tests.services.inbox.returning import Desk, sheets_of, truth
from tests.services.office import Office

NAME = "OWN-1"
THREE = (Purpose("press"), Purpose("website"), Purpose("internal"))
LONG = "Ganske mange ord om dette ene sted, langt flere end papiret nogensinde har plads til. " * 6


def changed(office: Office, draft: DraftEdition, version: int = 1) -> int:
    return own_editions.save(*office.desk, draft, version)


def three(office: Office, source: str = "2026-1") -> DraftEdition:
    """A draft that asks about three purposes, in another order; in two languages, or in ten."""
    draft = own_editions.copy(*office.desk, source, NAME).ask(THREE)
    changed(office, draft)
    return draft


def issued(office: Office, source: str = "2026-1", *, print_it: bool = False) -> Edition:
    three(office, source)
    return own_editions.issue(*office.desk, NAME, 2, print_it=print_it)


def refused(
    error: type[ConsentDeskError], problem: Problem
) -> "pytest.RaisesExc[ConsentDeskError]":
    return pytest.raises(error, check=lambda raised: raised.problem is problem)


def listed(office: Office) -> dict[str, own_editions.Listed]:
    with office.register.read() as reader:
        return {one.name: one for one in own_editions.editions(reader)}


def test_a_copy_says_what_it_was_copied_from(office: Office) -> None:
    own_editions.copy(*office.desk, "2026-2", NAME)
    edition = own_editions.issue(*office.desk, NAME, 1)
    shipped = load_edition("2026-2")
    assert (edition.rows, edition.boxes, edition.fields) == (
        shipped.rows,
        shipped.boxes,
        shipped.fields,
    )
    assert (edition.areas, edition.columns, edition.codes, edition.pair) == (
        shipped.areas,
        shipped.columns,
        shipped.codes,
        shipped.pair,
    )
    assert edition.languages == shipped.languages
    for code, wording in edition.wordings.items():
        assert wording.texts == shipped.wordings[code].texts
        assert wording.draft == shipped.wordings[code].draft


def test_every_edition_of_the_program_and_an_own_one_can_be_copied(office: Office) -> None:
    issued(office)
    for number, source in enumerate((*edition_names(), NAME), 2):
        draft = own_editions.copy(*office.desk, source, f"OWN-{number}")
        with office.register.read() as reader:
            copied, shown = made(draft.name, draft.files(office.today)), edition_of(reader, source)
        assert (copied.rows, copied.languages) == (shown.rows, shown.languages)


@pytest.mark.parametrize("source", ["2026-1", "2026-2"])
def test_a_copy_of_an_own_edition_can_ask_again_what_that_left_out(
    office: Office, source: str
) -> None:
    issued(office, source)
    draft = own_editions.copy(*office.desk, NAME, "OWN-2")
    whole = own_editions.copy(*office.desk, source, "OWN-3")
    assert draft.purposes == THREE
    assert draft.rows == whole.rows
    more = draft.ask((*THREE, Purpose("print")))
    assert more.missing("da") == ()
    assert more.offered() == whole.offered()
    assert made(draft.name, draft.files(office.today)).purposes == THREE


def test_an_own_name_never_is_one_the_program_could_give() -> None:
    assert not any(is_own(name) for name in edition_names())


@pytest.mark.parametrize("name", ["2027-1", "own-1", "", "A" * 13, "ØST-1", "A/1", "-A"])
def test_a_name_the_program_could_give_or_no_code_could_say_is_refused(
    office: Office, name: str
) -> None:
    with refused(BadInput, Problem.EDITION_NAME):
        own_editions.copy(*office.desk, None, name)


def test_purposes_stand_on_the_rows_of_the_grid_in_their_own_order(office: Office) -> None:
    edition = issued(office)
    shipped = load_edition("2026-1")
    assert edition.purposes == THREE
    assert [r.place for r in edition.rows] == [r.place for r in shipped.rows[:3]]


def test_one_purpose_at_least_each_once_and_no_more_than_there_are_rows(office: Office) -> None:
    draft = own_editions.copy(*office.desk, None, NAME)
    many = tuple(Purpose(f"p{n}") for n in range(6))
    for chosen in ((), (THREE[0], THREE[0]), many):
        with refused(BadInput, Problem.EDITION_NO_PURPOSE):
            draft.ask(chosen)


def test_a_purpose_the_policy_does_not_know_is_trouble(office: Office) -> None:
    draft = own_editions.copy(*office.desk, None, NAME).ask([Purpose("stage")])
    for part in ("heading", "text"):
        draft = draft.say("da", f"purposes.stage.{part}", "Scenen")
    with office.register.read() as reader:
        (trouble,) = own_editions.troubles(reader, draft, office.today)
    assert (trouble.error.problem, trouble.place) == (Problem.EDITION_PURPOSES, "purposes.stage")


def test_a_missing_text_of_the_own_language_is_refused_with_its_place(office: Office) -> None:
    changed(office, three(office).say("da", "purposes.press.text", ""), 2)
    with refused(BadInput, Problem.EDITION_TEXT_MISSING) as caught:
        own_editions.issue(*office.desk, NAME, 3)
    assert caught.value.facts["place"] == "purposes.press.text"
    assert listed(office)[NAME].state is EditionState.DRAFT


@pytest.mark.parametrize(
    ("language", "key", "place"),
    [
        ("da", "purposes.website.text", "purposes.website.text"),
        ("da", "lead.free.self", "lead"),
        ("pl", "purposes.internal.text", "purposes.internal.text"),
        ("da", "head.title.self", "head.title"),
    ],
)
def test_a_text_too_long_for_its_place_is_refused_with_language_and_place(
    office: Office, language: str, key: str, place: str
) -> None:
    changed(office, three(office, "2026-2").say(language, key, LONG), 2)
    with refused(BadInput, Problem.EDITION_TEXT_TOO_LONG) as caught:
        own_editions.issue(*office.desk, NAME, 3)
    facts = caught.value.facts
    assert (facts["edition"], facts["place"]) == (NAME, place)
    assert language in str(facts["language"])


def test_a_language_that_lacks_a_text_is_not_offered(office: Office) -> None:
    changed(office, three(office, "2026-2").say("so", "sign.heading", ""), 2)
    edition = own_editions.issue(*office.desk, NAME, 3)
    assert "so" not in edition.languages
    assert "pl" in edition.languages


def test_a_text_of_a_purpose_not_asked_about_may_be_missing_and_is_kept(office: Office) -> None:
    draft = three(office).say("da", "purposes.print.text", "")
    assert "purposes.print.text" not in draft.missing("da")
    assert draft.ask([Purpose("print")]).missing("da") == ("purposes.print.text",)
    assert draft.ask([Purpose("social_media")]).missing("da") == ()


def test_a_changed_text_takes_its_translations_off_until_somebody_has_looked(
    office: Office,
) -> None:
    key = "purposes.press.text"
    draft = three(office, "2026-2").say("da", key, "Aviser og tv, der skriver om os.")
    assert draft.offered() == ("da",)
    assert draft.to_see("pl") == (key,)
    confirmed = draft.confirm("pl", [key]).say("en", key, "Newspapers that write about us.")
    assert confirmed.offered() == ("da", "en", "pl")
    changed(office, confirmed, 2)
    edition = own_editions.issue(*office.desk, NAME, 3)
    assert edition.languages == ("da", "en", "pl")


def test_a_translation_the_institution_has_approved_is_no_draft_in_its_copy(
    office: Office,
) -> None:
    ruling.approve_wordings(*office.desk, {"2026-2/pl": True})
    edition = issued(office, "2026-2")
    assert not edition.wordings["pl"].draft
    assert edition.wordings["uk"].draft


def test_an_issued_edition_is_no_draft_any_more_and_can_not_be_issued_again(
    office: Office,
) -> None:
    draft = three(office)
    own_editions.issue(*office.desk, NAME, 2)
    with refused(RuleRefusal, Problem.EDITION_DRAFT_MOVED):
        changed(office, draft.hold(6), 2)
    with refused(BadInput, Problem.EDITION_UNKNOWN):
        own_editions.issue(*office.desk, NAME, 2)
    with refused(BadInput, Problem.EDITION_UNKNOWN):
        own_editions.discard(*office.desk, NAME)
    with refused(BadInput, Problem.EDITION_EXISTS):
        own_editions.copy(*office.desk, None, NAME)
    assert verify(office.register).ok


def test_what_somebody_else_changed_meanwhile_is_not_issued_unseen(office: Office) -> None:
    three(office)
    with refused(RuleRefusal, Problem.EDITION_DRAFT_MOVED):
        own_editions.issue(*office.desk, NAME, 1)


def test_a_discarded_draft_gives_its_name_back(office: Office) -> None:
    three(office)
    own_editions.discard(*office.desk, NAME)
    assert NAME not in listed(office)
    assert own_editions.copy(*office.desk, "2026-2", NAME).source == "2026-2"
    assert listed(office)[NAME].state is EditionState.DRAFT


def test_a_draft_begun_anew_is_never_taken_for_the_one_thrown_away(office: Office) -> None:
    """Whoever still has that one open neither writes over the new one nor issues it unseen."""
    old = three(office)
    own_editions.discard(*office.desk, NAME)
    new = own_editions.copy(*office.desk, "2026-2", NAME)
    for version in (1, 2, 3):
        with refused(RuleRefusal, Problem.EDITION_DRAFT_MOVED):
            own_editions.save(*office.desk, old, version)
        with refused(RuleRefusal, Problem.EDITION_DRAFT_MOVED):
            own_editions.issue(*office.desk, NAME, version)
    with office.register.read() as reader:
        draft, version = own_editions.draft_of(reader, NAME)
    assert draft == new
    assert own_editions.issue(*office.desk, NAME, version).purposes == new.purposes


def test_what_is_unknown_in_a_text_is_told_with_the_text(office: Office) -> None:
    draft = three(office, "2026-2").say("pl", "lead.ask", "Pytamy {kogo}.")
    with office.register.read() as reader:
        (trouble,) = own_editions.troubles(reader, draft, office.today)
    assert (trouble.language, trouble.keys) == ("pl", ("lead.ask",))


def test_forms_are_of_the_edition_the_clerk_chose_and_of_the_programs_own_again(
    office: Office,
) -> None:
    issued(office, print_it=True)
    assert listed(office)[NAME].printed
    child = office.family()
    assert _printed(office, child) == NAME
    own_editions.print_edition(*office.desk, None)
    assert _printed(office, child) == edition_names()[-1]
    assert _printed(office, child, edition=NAME) == NAME


def _printed(office: Office, child: SubjectId, edition: str | None = None) -> str:
    out = office.folder / "forms.pdf"
    done = paper.print_forms(*office.desk, subjects=[child], edition=edition, output=out)
    with office.register.read() as reader:
        return reader.form(done.forms[0].serial).wording.edition


def test_a_draft_is_not_printed(office: Office) -> None:
    three(office)
    with refused(BadInput, Problem.EDITION_NOT_ISSUED):
        _printed(office, office.family(), edition=NAME)


def test_a_retired_edition_is_not_printed_but_its_forms_still_count(office: Office) -> None:
    edition = issued(office, print_it=True)
    desk = Desk(office, edition)
    sheets = sheets_of(edition, "retired")
    (child, *_) = desk.enrol(sheets)
    own_editions.retire(*office.desk, NAME)
    assert listed(office)[NAME].state is EditionState.RETIRED
    assert listed(office)[edition_names()[-1]].printed
    with refused(BadInput, Problem.EDITION_RETIRED):
        _printed(office, office.family("Otto Bæk"), edition=NAME)
    intake.record(
        *office.desk,
        serial=sheets[0].serial,
        answers={THREE[0]: True},
        signer="Mette Lund",
        signed_on=office.today,
    )
    office.file(sheets[0].serial)
    assert _states(office, child)[THREE[0]] is PermissionState.JOURNALED


def _states(office: Office, child: SubjectId) -> Mapping[Purpose, PermissionState]:
    with office.register.read() as reader:
        found = reader.permissions([child], office.today)[child]
    return {purpose: one.state for purpose, one in found.items()}


def test_a_returned_sheet_with_three_purposes_in_another_order_is_read_and_journaled(
    office: Office,
) -> None:
    edition = issued(office)
    desk, sheets = Desk(office, edition), sheets_of(edition, "came back")
    children = desk.enrol(sheets)
    desk.bring_stack(sheets)
    waiting = {sheet.serial: sheet for sheet in desk.waiting()}
    for sheet in sheets:
        draft = desk.done(waiting[sheet.serial])
        assert draft.answers == truth(sheet)
        accept(
            *office.desk,
            sheet=waiting[sheet.serial].id,
            draft=draft,
            seen=waiting[sheet.serial].version,
        )
    assert len(journal_all(*office.desk).filed) == len(sheets)
    for child, sheet in zip(children, sheets, strict=True):
        states = _states(office, child)
        yes = {p for p, state in states.items() if state is PermissionState.JOURNALED}
        assert yes == {p for p, said in truth(sheet).items() if said}
        assert yes <= set(THREE)
    assert verify(office.register).ok


def test_a_permission_on_an_own_edition_counts_for_its_purposes_and_nothing_else(
    office: Office,
) -> None:
    edition = issued(office)
    desk, sheets = Desk(office, edition), sheets_of(edition, "three")
    (child, *_) = desk.enrol(sheets)
    with pytest.raises(ConsentDeskError):
        _answer(office, sheets[0].serial, {Purpose("social_media"): True})
    _answer(office, sheets[0].serial, dict.fromkeys(THREE, True))
    office.file(sheets[0].serial)
    states = _states(office, child)
    journaled = {p for p, state in states.items() if state is PermissionState.JOURNALED}
    assert journaled == set(THREE)


def _answer(office: Office, serial: Serial, answers: Mapping[Purpose, bool]) -> None:
    intake.record(
        *office.desk,
        serial=serial,
        answers=answers,
        signer="Mette Lund",
        signed_on=office.today,
    )


def test_a_yes_lasts_as_long_as_the_own_edition_says(office: Office) -> None:
    changed(office, three(office).hold(6), 2)
    edition = own_editions.issue(*office.desk, NAME, 3)
    sheets = sheets_of(edition, "six months")
    (child, *_) = Desk(office, edition).enrol(sheets)
    _answer(office, sheets[0].serial, dict.fromkeys(THREE, True))
    office.file(sheets[0].serial)
    office.later(days=200)
    assert set(_states(office, child).values()) <= {
        PermissionState.LAPSED,
        PermissionState.NEVER_ASKED,
    }


def _altered(office: Office) -> None:
    """Somebody with the file and SQL makes the sheet say another thing."""
    text = schema.edition.c.files
    with office.register.connected(writes=True) as connection:
        sql = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'edition_no_update'"
        ).scalar_one()
        connection.exec_driver_sql("DROP TRIGGER edition_no_update")
        connection.execute(
            sa.update(schema.edition).values(files=sa.func.replace(text, "press", "print"))
        )
        connection.exec_driver_sql(sql)
        connection.commit()


def test_an_edition_changed_by_hand_is_reported_not_printed_and_nothing_is_recorded_on_it(
    office: Office,
) -> None:
    edition = issued(office, print_it=True)
    sheets = sheets_of(edition, "altered")
    Desk(office, edition).enrol(sheets)
    _altered(office)
    assert [p.code.value for p in verify(office.register).problems] == ["EDITION_MISMATCH"]
    assert listed(office)[NAME].state is EditionState.ALTERED
    with refused(BadInput, Problem.EDITION_ALTERED):
        _printed(office, office.family("Otto Bæk"))
    with refused(BadInput, Problem.EDITION_ALTERED):
        _answer(office, sheets[0].serial, dict.fromkeys(THREE, True))


def test_the_preview_is_a_page_that_stands_for_no_form(office: Office) -> None:
    draft = three(office)
    with office.register.read() as reader:
        before = reader.head()
        pdf = own_editions.preview(reader, draft, "da", Audience.GUARDIAN, office.today)
    assert pdf.startswith(b"%PDF")
    with office.register.read() as reader:
        assert reader.head() == before


def test_own_editions_come_back_with_a_backup(office: Office, tmp_path: Path) -> None:
    from consentdesk.storage.register import Register
    from consentdesk.storage.upkeep import backup

    made = issued(office, print_it=True)
    backup(office.register, tmp_path / "copy.db")
    with Register.open(str(tmp_path / "copy.db")) as copy, copy.read() as reader:
        assert edition_of(reader) == made


def test_what_is_stored_of_a_draft_is_the_draft(office: Office) -> None:
    draft = three(office).say("da", "lead.ask", "Vi spørger.").hold(12)
    assert draft_in(draft_text(draft)) == draft


KEYS = st.text("abcdefghij_", min_size=1, max_size=6)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=30)


@given(
    st.dictionaries(
        KEYS,
        TEXTS | st.integers(-9, 99) | st.dictionaries(KEYS, TEXTS, min_size=1, max_size=3),
        max_size=5,
    )
)
def test_what_is_written_as_toml_is_read_as_the_same(data: dict[str, object]) -> None:
    assert tomllib.loads(toml_text(data)) == data


def test_months_beyond_ten_years_are_refused(office: Office) -> None:
    draft = own_editions.copy(*office.desk, None, NAME)
    with refused(BadInput, Problem.EDITION_BROKEN):
        draft.hold(121)
    assert replace(draft, validity_months=12) == draft.hold(12)
