"""Prints permission forms: issues their serials and writes the PDF, both or neither.

Knows whom a sheet addresses and what is already filled in on it. Editions are `editions`', the
drawing is `paper_layout`'s; what comes back on the paper is recorded by `intake`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import Serial
from consentdesk.domain.journal import Form, FormState
from consentdesk.domain.languages import JOINED
from consentdesk.domain.people import (
    SubjectId,
    signs_alone,
)
from consentdesk.domain.serials import new_serial, place_of
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.i18n import LANGUAGES
from consentdesk.services.demo_class import is_practice, practice_word
from consentdesk.services.edition_shelf import edition_of, printable
from consentdesk.services.editions import (
    AnswerBox,
    Audience,
    Controller,
    Edition,
    FieldBox,
    SheetWording,
)
from consentdesk.services.heads import printed as printed_head
from consentdesk.services.lasting import months_of
from consentdesk.services.letter_composing import Sender
from consentdesk.services.paper_addressing import (
    Addressed,
    Skipped,
    addressed_sheets,
    holders_of,
    legible,
    own_audience,
    readdressed,
)
from consentdesk.services.paper_layout import Sheet, draw_forms, pages_each
from consentdesk.services.paper_mail import Letter, covers
from consentdesk.services.paper_output import draw_into, hand_over, target
from consentdesk.services.roster import family_language

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

Progress = Callable[[int, int], None]
Deliver = Callable[[Path], None]
"""Takes a finished file somewhere, a printer perhaps, before its serials are issued."""

MOST_FORMS = 5000
"""Forms in one file; a whole school fits, a slip of the finger does not."""


NO_SERIAL = Serial("--------")
"""What a draft carries; no form ever does."""


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """One form in the file; `first_page` counts in the PDF from 1, `subject` None is a blank.

    `languages` is "da", or "da+pl" for a sheet in two.
    """

    serial: Serial
    subject: SubjectId | None
    first_page: int
    languages: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedForms:
    """What was printed, in the order of the PDF.

    `boxes` and `fields` hold for every form in it: their pages count within one form from 1, their
    places are millimetres from the top left of the sheet. `drafts` are the languages among them
    whose text is a draft translation.
    """

    forms: tuple[PrintedForm, ...]
    pages: int
    boxes: tuple[AnswerBox, ...]
    fields: tuple[FieldBox, ...]
    skipped: tuple[Skipped, ...] = ()
    drafts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What would be printed: one of `people` a form, None for nobody yet, in the order of the PDF.

    `pdf` shows the first `drawn` of them, each on `pages` pages; with `letters` the first half of
    these are the letter's.
    """

    pdf: bytes
    people: tuple[SubjectId | None, ...]
    drawn: int
    pages: int
    skipped: tuple[Skipped, ...] = ()
    letters: bool = False

    @property
    def is_two_sided(self) -> bool:
        """Whether a form has a back."""
        return self.pages > (2 if self.letters else 1)


def print_forms(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    subjects: Sequence[SubjectId] = (),
    blank: int = 0,
    language: str | None = "da",
    edition: str | None = None,
    own: bool = False,
    output: Path,
    fillable: bool = False,
    progress: Progress | None = None,
    deliver: Deliver | None = None,
    draw_serial: Callable[[], Serial] = new_serial,
) -> PrintedForms:
    """Print a form for each subject and `blank` more for nobody yet, into one PDF.

    The forms stand in the order asked for. A guardian is addressed for a child; staff and those
    who sign alone are addressed themselves. Where the policy wants every guardian's signature (R5),
    each gets a sheet of his or her own. Who has left or is protected (R10) is skipped and
    listed, as is whose name no font here can write.

    `language` None gives each family a sheet in its own language beside the institution's, where
    the edition has that; "da+pl" asks for those two, "da" for that alone. A language ConsentDesk
    itself doesn't speak always stands beside the institution's, so that whoever files the sheet
    can read it. `own` gives each person a form of his or her own, although somebody else still
    signs today, with a letter in front that tells what ends on the birthday (R4). `edition` None is
    the one printed here. Contact and data protection officer are the
    register's; where it has none there is a line to write on. An older PDF at `output` is
    replaced. `progress` is called for each form; raising Cancelled from it leaves neither serials
    nor file. `deliver` is called with the whole file before anything is issued, and once more
    should it have to be drawn again; what it raises leaves nothing either. `draw_serial` gives the
    numbers; one that is taken is drawn again.

    With `fillable` the forms are filled in on screen, and `output` is a folder with a PDF for each,
    named by its number alone: no family gets another's. Letters and `deliver` are for paper.

    Raises BadInput: NOTHING_TO_PRINT, TOO_MANY_FORMS, UNKNOWN_SUBJECT, what `NewFile` refuses,
    EDITION_PURPOSES, what `printable` and `Edition.wording` refuse, and what `draw_forms`
    refuses; RuleRefusal NOBODY_TO_ASK.
    """
    wish = _Wish(tuple(dict.fromkeys(subjects)), blank, language, at, own)
    chosen = wish.edition(register, edition)
    with target(output, register.place, fillable=fillable) as new:
        while True:
            with register.read() as reader:
                plan, head = wish.plan(reader, chosen), printed_head(reader.head_before(at))
            forms = plan.forms(wish, draw_serial)
            sheets = plan.setting.sheets(plan.people, forms)
            draw_into(chosen, sheets, new, progress, plan.letters, head)
            hand_over(new, deliver)
            # Drawing a whole school takes seconds, in which nobody else need wait to write. What
            # was drawn must still be true when it is issued; else it is drawn again.
            try:
                with register.write(clerk, at) as writer:
                    if wish.plan(writer, chosen) == plan:
                        for form in forms:
                            writer.issue_form(form)
                        new.put()
                        return _printed(plan.setting, forms, plan.skipped, plan.letters, fillable)
            except BadInput as error:
                # One serial in thousands of millions has been used before.
                if error.problem is not Problem.SERIAL_TAKEN:
                    raise


def draft_forms(
    register: Register,
    at: datetime,
    *,
    subjects: Sequence[SubjectId] = (),
    blank: int = 0,
    language: str | None = "da",
    edition: str | None = None,
    own: bool = False,
    most: int = MOST_FORMS,
) -> Draft:
    """What `print_forms` would write, to look at: without serials, and nothing is issued.

    At most the first `most` forms are drawn. Codes and number on them stand for no form, so that a
    draft printed by mistake can't be recorded. Raises what `print_forms` raises, apart from
    PRINT_TARGET_UNUSABLE.
    """
    wish = _Wish(tuple(dict.fromkeys(subjects)), blank, language, at, own)
    chosen = wish.edition(register, edition)
    with register.read() as reader:
        plan = wish.plan(reader, chosen)
    people = plan.people[:most]
    file = io.BytesIO()
    forms = [plan.setting.form(p, NO_SERIAL, language, at) for p in people]
    sheets = plan.setting.sheets(people, forms)
    draw_forms(chosen, sheets, file, cover=covers(plan.letters))
    return Draft(
        pdf=file.getvalue(),
        people=tuple(p.person.id if p.person is not None else None for p in plan.people),
        drawn=len(people),
        pages=pages_each(chosen, sheets) * (2 if plan.letters else 1),
        letters=bool(plan.letters),
        skipped=plan.skipped,
    )


def draft_reprint(
    register: Register,
    serials: Sequence[Serial],
    *,
    reminding: datetime | None = None,
    most: int = MOST_FORMS,
) -> Draft:
    """What `reprint` would write, to look at; raises the same, apart from PRINT_TARGET_UNUSABLE."""
    again = _again(register, serials, reminding)
    file = io.BytesIO()
    sheets = again.sheets[:most]
    draw_forms(again.edition, sheets, file, cover=covers(again.letters), head=again.head)
    return Draft(
        pdf=file.getvalue(),
        people=tuple(form.subject for form in again.forms),
        drawn=len(again.sheets[:most]),
        pages=pages_each(again.edition, again.sheets[:most]) * (2 if again.letters else 1),
        skipped=again.skipped,
        letters=bool(again.letters),
    )


def reprint(
    register: Register,
    serials: Sequence[Serial],
    output: Path,
    *,
    reminding: datetime | None = None,
    fillable: bool = False,
    progress: Progress | None = None,
    deliver: Deliver | None = None,
) -> PrintedForms:
    """Write forms that were printed before into a PDF again, with the same serials.

    With `reminding`, the time now, each has a reminder in front of it, and is for whoever signs
    today; who has left, is protected, or has no custody any more gets none and is listed.

    Nothing is written into the register. Names, group and contact are today's, because the sheet
    goes out today; where none has changed since, the bytes are the same too. `deliver` is called
    with the whole file before it takes its place; what it raises leaves nothing. `fillable` as in
    `print_forms`.

    Raises BadInput: NOTHING_TO_PRINT, TOO_MANY_FORMS, UNKNOWN_SERIAL, FORM_ANSWERED,
    EDITIONS_MIXED, REPRINT_CHANGED, and what `print_forms` refuses for edition and file;
    RuleRefusal NOBODY_TO_ASK where nobody is left to be reminded.
    """
    again = _again(register, serials, reminding)
    with target(output, register.place, fillable=fillable) as new:
        draw_into(again.edition, again.sheets, new, progress, again.letters, again.head)
        hand_over(new, deliver)
        new.put()
    return _printed(again.setting, again.forms, again.skipped, again.letters, fillable)


@dataclass(frozen=True, slots=True)
class _Again:
    """Forms to be drawn as they were."""

    setting: _Setting
    forms: tuple[Form, ...]
    sheets: tuple[Sheet, ...]
    letters: tuple[Letter, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    head: str = ""

    @property
    def edition(self) -> Edition:
        """Theirs."""
        return self.setting.edition


def _again(register: Register, serials: Sequence[Serial], reminding: datetime | None) -> _Again:
    wanted = tuple(dict.fromkeys(serials))
    if not wanted:
        raise BadInput(Problem.NOTHING_TO_PRINT)
    _check_count(len(wanted))
    with register.read() as reader:
        forms = tuple(reader.form(serial) for serial in wanted)
        names = {form.wording.edition for form in forms}
        if len(names) > 1:
            raise BadInput(Problem.EDITIONS_MIXED, editions=tuple(sorted(names)))
        edition = edition_of(reader, names.pop())
        setting = _Setting.of(reader, edition)
        for form in forms:
            # A further sheet with a number was never printed here: it is somebody's copy.
            if form.state is not FormState.PRINTED or place_of(form.serial) > 1:
                raise BadInput(Problem.FORM_ANSWERED, serial=form.serial)
            if edition.reference(form.wording.language) != form.wording:
                raise BadInput(Problem.REPRINT_CHANGED, serial=form.serial)
        if reminding is not None:
            again = _reminded(reader, setting, forms, reminding)
        else:
            people = _as_printed(reader, setting, forms)
            again = _Again(setting, forms, _sheets_again(reader, setting, people, forms))
        stood = reader.head_before(min(form.printed_at for form in forms))
        return replace(again, head=printed_head(stood))


def _reminded(reader: Reader, setting: _Setting, forms: Sequence[Form], at: datetime) -> _Again:
    today, zone = reader.today(at), ZoneInfo(reader.policy.timezone)
    found, skipped = readdressed(reader, forms, today)
    if not found:
        raise RuleRefusal(Problem.NOBODY_TO_ASK)
    sender = setting.sender(reader, today)
    return _Again(
        setting,
        tuple(form for form, _ in found),
        _sheets_again(reader, setting, [one for _, one in found], [form for form, _ in found]),
        tuple(
            sender.remind(one, form, form.printed_at.astimezone(zone).date()) for form, one in found
        ),
        tuple(skipped),
    )


@dataclass(frozen=True, slots=True)
class _Setting:
    """What is the same for all sheets of one print: edition, asker, age limit, only practice?

    `home` is the institution's own language, `months` how long a yes on a sheet printed now lasts,
    `approved` names the translations the institution has approved.
    """

    edition: Edition
    controller: Controller
    home: str
    age_limit: int
    months: int
    approved: frozenset[str]
    practice: bool

    @classmethod
    def of(cls, reader: Reader, edition: Edition) -> _Setting:
        policy = reader.policy
        unknown = tuple(p for p in edition.purposes if p not in policy.purposes)
        if unknown:
            raise BadInput(Problem.EDITION_PURPOSES, edition=edition.name, purposes=unknown)
        here = reader.institution
        controller = Controller(here.name, here.contact, here.officer)
        return cls(
            edition=edition,
            controller=controller,
            home=home_language(reader, edition),
            age_limit=policy.age_limit,
            months=policy.months(edition.validity_months),
            approved=frozenset(policy.approved_wordings),
            practice=is_practice(here.name),
        )

    def sender(self, reader: Reader, today: date) -> Sender:
        """Who writes the letters that go with the forms."""
        return Sender(
            controller=self.controller,
            edition=self.edition,
            policy=reader.policy,
            today=today,
            practice=self.practice,
        )

    def languages(self, one: Addressed, wished: str | None) -> str:
        """What a sheet speaks: the institution's language, and the family's where it has another.

        In an edition made for one language it is the family's where there is one.
        """
        if wished is not None and (JOINED in wished or wished in LANGUAGES):
            return wished
        own = wished or (one.person.language if one.person is not None else self.home)
        if own not in self.edition.wordings:
            own = self.home
        if own == self.home or self.edition.pair is None:
            return own
        return f"{self.home}{JOINED}{own}"

    def form(self, one: Addressed, serial: Serial, language: str | None, at: datetime) -> Form:
        """The form to issue."""
        return Form(
            serial=serial,
            subject=one.person.id if one.person is not None else None,
            guardian=one.guardian,
            wording=self.edition.reference(self.languages(one, language)),
            purposes=self.edition.purposes,
            printed_at=at,
            own=one.own,
        )

    def sheets(
        self,
        people: Iterable[Addressed],
        forms: Iterable[Form],
        months: Mapping[Serial, int] | None = None,
    ) -> list[Sheet]:
        """The sheets to draw; `months` tells of those on which a yes lasts another time."""
        other = months or {}
        told: dict[tuple[str, Audience, int], SheetWording] = {}
        sheets = []
        for one, form in zip(people, forms, strict=True):
            lasting = other.get(form.serial, self.months)
            words = []
            for code in form.wording.languages:
                key = (code, one.audience, lasting)
                if key not in told:
                    told[key] = self._told(*key)
                words.append(told[key])
            person = one.person
            sheet = Sheet(serial=form.serial, words=words[0], guardians=one.guardians)
            if len(words) > 1:
                sheet = replace(sheet, other=words[1])
            if person is not None:
                sheet = replace(sheet, name=person.name, born=person.born, group=person.group)
            sheets.append(sheet)
        return sheets

    def _told(self, language: str, audience: Audience, months: int) -> SheetWording:
        wording = self.edition.wording(language)
        mark = practice_word(language) if self.practice else ""
        return wording.told(
            audience,
            self.controller,
            self.age_limit,
            mark,
            months,
            is_approved=wording.key in self.approved,
        )

    def drafts(self, forms: Iterable[Form]) -> tuple[str, ...]:
        """The languages on these whose text is a draft translation."""
        used = {code for form in forms for code in form.wording.languages}
        wordings = [self.edition.wordings[code] for code in sorted(used)]
        return tuple(w.language for w in wordings if w.draft and w.key not in self.approved)


@dataclass(frozen=True, slots=True)
class _Plan:
    """All that the register says about one print."""

    setting: _Setting
    people: tuple[Addressed, ...]
    skipped: tuple[Skipped, ...]
    letters: tuple[Letter, ...] = ()

    def forms(self, wish: _Wish, draw_serial: Callable[[], Serial]) -> list[Form]:
        """The forms to issue."""
        return [self.setting.form(p, draw_serial(), wish.language, wish.at) for p in self.people]


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the clerk asked for."""

    subjects: tuple[SubjectId, ...]
    blank: int
    language: str | None
    at: datetime
    own: bool = False

    def edition(self, register: Register, name: str | None) -> Edition:
        """The edition meant, if the wish can be fulfilled with it."""
        if self.blank < 0 or not (self.subjects or self.blank):
            raise BadInput(Problem.NOTHING_TO_PRINT)
        _check_count(len(self.subjects) + self.blank)
        with register.read() as reader:
            chosen = printable(reader, name)
        if self.language is not None:
            chosen.spoken(self.language)
        return chosen

    def plan(self, reader: Reader, edition: Edition) -> _Plan:
        """What the register makes of it now."""
        setting = _Setting.of(reader, edition)
        today = reader.today(self.at)
        addressed, skipped = addressed_sheets(reader, self.subjects, today, own=self.own)
        people, nameless = legible(addressed)
        skipped += nameless
        if not (people or self.blank):
            raise RuleRefusal(Problem.NOBODY_TO_ASK)
        _check_count(len(people) + self.blank)
        nobody = Addressed(None, Audience.ANYONE)
        letters = self._letters(reader, setting, people, today) if self.own else ()
        return _Plan(setting, (*people, *[nobody] * self.blank), tuple(skipped), letters)

    def _letters(
        self, reader: Reader, setting: _Setting, people: Sequence[Addressed], today: date
    ) -> tuple[Letter, ...]:
        sender = setting.sender(reader, today)
        given = reader.permissions([one.person.id for one in people if one.person], today)
        return tuple(
            sender.announce(one, setting.languages(one, self.language), given[one.person.id])
            for one in people
            if one.person
        )


def _check_count(count: int) -> None:
    if count > MOST_FORMS:
        raise BadInput(Problem.TOO_MANY_FORMS, count=count, limit=MOST_FORMS)


def _as_printed(reader: Reader, setting: _Setting, forms: Sequence[Form]) -> list[Addressed]:
    """Whom the sheets were for, by the day they were printed on."""
    zone = ZoneInfo(reader.policy.timezone)
    people = reader.subjects({form.subject for form in forms if form.subject is not None})
    days = {form.printed_at.astimezone(zone).date() for form in forms}
    holders = {on: holders_of(reader, tuple(people.values()), on) for on in days}
    addressed = []
    for form in forms:
        one = Addressed(None, Audience.ANYONE)
        if form.subject is not None:
            person = people[form.subject]
            on = form.printed_at.astimezone(zone).date()
            one = Addressed(person, own_audience(person))
            if not (form.own or signs_alone(person, on, setting.age_limit)):
                mine = holders[on][person.id]
                names = tuple(g.name for g in mine if form.guardian in (None, g.id))
                one = Addressed(person, Audience.GUARDIAN, form.guardian, names)
        addressed.append(one)
    return addressed


def _sheets_again(
    reader: Reader, setting: _Setting, addressed: Sequence[Addressed], forms: Sequence[Form]
) -> tuple[Sheet, ...]:
    """The sheets, on which a yes never lasts longer than when they were printed first (R9)."""
    # All forms of one wording that were printed together last equally long.
    alike = {(form.wording, form.printed_at): form for form in forms}
    months = {key: months_of(reader, form) for key, form in alike.items()}
    lasting = {form.serial: months[form.wording, form.printed_at] for form in forms}
    return tuple(setting.sheets(addressed, forms, lasting))


def _printed(
    setting: _Setting,
    forms: Sequence[Form],
    skipped: tuple[Skipped, ...],
    letters: Sequence[Letter],
    apart: bool,
) -> PrintedForms:
    edition = setting.edition
    held = [edition.pages_in(len(form.wording.languages)) for form in forms]
    before = max(held) if letters else 0
    # Apart, each begins its own file and is no longer than it must be.
    each = 0 if apart else before + max(held)
    return PrintedForms(
        forms=tuple(
            PrintedForm(
                form.serial, form.subject, 1 + number * each + before, form.wording.language
            )
            for number, form in enumerate(forms)
        ),
        pages=sum(held) if apart else len(forms) * each,
        boxes=edition.boxes,
        fields=edition.fields,
        skipped=skipped,
        drafts=setting.drafts(forms),
    )


def home_language(reader: Reader, edition: Edition) -> str:
    """The institution's own language, by its country's rules, as far as the edition has it."""
    own = family_language(reader)
    return own if own in edition.wordings else edition.language
