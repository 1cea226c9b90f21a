"""What is to be printed: whom the clerk chose, and what that amounts to in the register.

Who gets no form is the paper service's to say; here it only gets a name.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import Purpose, Serial
from consentdesk.domain.journal import Form, FormState
from consentdesk.domain.languages import JOINED
from consentdesk.domain.people import SubjectId
from consentdesk.domain.serials import place_of
from consentdesk.i18n import LANGUAGES, _, format_datetime, ngettext
from consentdesk.services.paper import Draft
from consentdesk.services.paper_addressing import Skip
from consentdesk.storage.values import SubjectFilter

if TYPE_CHECKING:
    from consentdesk.services.editions import Edition
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.values import Institution
    from consentdesk.ui.tasks import Progress

SHOWN = 60
"""Forms drawn for the preview; the rest looks the same."""
LOOKED_THROUGH = 20_000
"""Forms not come back among which earlier prints are looked for."""
BATCHES = 30


class Whom(StrEnum):
    """Whose forms are printed."""

    CHOSEN = "chosen"
    GROUP = "group"
    LACKING = "lacking"
    BLANK = "blank"
    AGAIN = "again"
    REMIND = "remind"
    OF_AGE = "of-age"
    SLIP = "slip"

    @property
    def has_language(self) -> bool:
        """Whether the language can be chosen: what is out has its own, a slip is the family's."""
        return self not in (Whom.AGAIN, Whom.REMIND, Whom.SLIP)

    @property
    def has_fillable(self) -> bool:
        """Whether it can be filled in on screen: letters and slips are for paper."""
        return self not in (Whom.REMIND, Whom.OF_AGE, Whom.SLIP)


@dataclass(frozen=True, slots=True)
class Batch:
    """Forms that were printed together and have not come back, each with a name."""

    title: str
    forms: tuple[tuple[Serial, str], ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """What a sheet may speak: "da" or "da+pl", and whether that has a draft translation in it."""

    languages: str
    is_draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What there is to choose from; `home` is the institution's own language.

    `waiting` tells whether anybody could be reminded, `of_age` whether anybody soon signs alone.
    """

    names: tuple[str, ...]
    groups: tuple[str, ...]
    purposes: tuple[Purpose, ...]
    home: str
    speeches: tuple[Speech, ...]
    batches: tuple[Batch, ...]
    waiting: bool
    of_age: bool
    institution: "Institution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the clerk chose."""

    whom: Whom
    subjects: tuple[SubjectId, ...] = ()
    group: str = ""
    purpose: Purpose | None = None
    without_asked: bool = True
    blank: int = 0
    serials: tuple[Serial, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be printed: the draft, whose each page is, and who gets no form and why.

    `having` is how many of those asked have a form already that has not come back.
    """

    wish: Wish
    draft: Draft
    names: tuple[str, ...]
    left_out: tuple[str, ...]
    having: int


def read_choices(reader: "Reader", at: datetime, subjects: Sequence[SubjectId]) -> Choices:
    """What there is to choose from; the edition's languages are read from its files."""
    from consentdesk.services.edition_shelf import edition_of
    from consentdesk.services.paper import home_language

    edition = edition_of(reader)
    home = home_language(reader, edition)
    people = reader.subjects(subjects)
    return Choices(
        names=tuple(people[s].name for s in subjects if s in people),
        groups=reader.groups(),
        purposes=reader.policy.purposes,
        home=home,
        speeches=_speeches(edition, home, reader.policy.approved_wordings),
        batches=_batches(reader),
        waiting=bool(_to_remind(reader, subjects)),
        of_age=bool(_of_age(reader, at, subjects)),
        institution=reader.institution,
    )


def _speeches(edition: "Edition", home: str, approved: Collection[str]) -> tuple[Speech, ...]:
    """The institution's language, what else the office reads, and each beside the institution's."""
    wordings = edition.wordings
    drafts = {code for code, w in wordings.items() if w.draft and w.key not in approved}
    alone = [home, *(code for code in LANGUAGES if code != home and code in wordings)]
    beside = [code for code in edition.languages if code != home]
    told = [Speech(code, code in drafts) for code in alone]
    if edition.pair is not None:
        told += [Speech(f"{home}{JOINED}{code}", bool({home, code} & drafts)) for code in beside]
    return tuple(told)


def preview(register: "Register", at: datetime, wish: Wish) -> Preview:
    """Draw the first forms of a wish; raises what `paper.draft_forms` raises."""
    from consentdesk.services import paper

    with register.read() as reader:
        found = _people(reader, at, wish)
        having = _having_one(reader, found)
    subjects, asked = _without(found, having, wish)
    if wish.whom is Whom.SLIP:
        draft = _slips_drafted(register, at, wish)
    elif wish.whom in (Whom.AGAIN, Whom.REMIND):
        reminding = at if wish.whom is Whom.REMIND else None
        serials = _serials(register, wish)
        draft = paper.draft_reprint(register, serials, reminding=reminding, most=SHOWN)
    elif asked and not subjects:
        draft = Draft(pdf=b"", people=(), drawn=0, pages=1)
    else:
        draft = paper.draft_forms(
            register,
            at,
            subjects=subjects,
            blank=wish.blank,
            language=wish.language,
            own=wish.whom is Whom.OF_AGE,
            most=SHOWN,
        )
    return _named(register, wish, draft, asked, len(having))


def print_wish(
    register: "Register",
    clerk: str,
    at: datetime,
    wish: Wish,
    output: Path,
    *,
    progress: "Progress",
    fillable: bool = False,
    deliver: Callable[[Path], None] | None = None,
) -> int:
    """Print what was wished for; returns how many forms, or slips.

    `fillable`: into files to be filled in on screen, where the wish `has_fillable`; `output` is
    the folder for them.

    Raises what `paper.print_forms`, `paper.reprint` and `slips.print_slips` raise.
    """
    from consentdesk.services import paper, slips

    if wish.whom is Whom.SLIP:
        blank = 0 if wish.subjects else 1
        return slips.print_slips(
            register, at, output, subjects=wish.subjects, blank=blank, deliver=deliver
        )
    if wish.whom in (Whom.AGAIN, Whom.REMIND):
        again = paper.reprint(
            register,
            _serials(register, wish),
            output,
            reminding=at if wish.whom is Whom.REMIND else None,
            fillable=fillable,
            progress=progress,
            deliver=deliver,
        )
        return len(again.forms)
    with register.read() as reader:
        found = _people(reader, at, wish)
        subjects, _asked = _without(found, _having_one(reader, found), wish)
    printed = paper.print_forms(
        register,
        clerk,
        at,
        subjects=subjects,
        blank=wish.blank,
        language=wish.language,
        own=wish.whom is Whom.OF_AGE,
        output=output,
        fillable=fillable,
        progress=progress,
        deliver=deliver,
    )
    return len(printed.forms)


def _slips_drafted(register: "Register", at: datetime, wish: Wish) -> Draft:
    """One page for each of those chosen, or one for nobody."""
    from consentdesk.services import slips

    people: tuple[SubjectId | None, ...] = wish.subjects or (None,)
    blank = 0 if wish.subjects else 1
    pdf = slips.draft_slips(register, at, subjects=wish.subjects, blank=blank)
    return Draft(pdf=pdf, people=people, drawn=len(people), pages=1)


def _serials(register: "Register", wish: Wish) -> tuple[Serial, ...]:
    """The forms that go out once more."""
    if wish.whom is Whom.AGAIN:
        return wish.serials
    with register.read() as reader:
        return _to_remind(reader, wish.subjects)


def _to_remind(reader: "Reader", subjects: Sequence[SubjectId]) -> tuple[Serial, ...]:
    """The forms to be reminded of: those of the people chosen, or everybody's."""
    from consentdesk.services.reminding import forms_to_remind

    return forms_to_remind(reader, subjects or None)


def _of_age(reader: "Reader", at: datetime, subjects: Sequence[SubjectId]) -> tuple[SubjectId, ...]:
    """Who soon signs alone, of the people chosen or of everybody."""
    soon = reader.coming_of_age(reader.today(at))
    return tuple(s for s in soon if not subjects or s in subjects)


def _people(reader: "Reader", at: datetime, wish: Wish) -> tuple[SubjectId, ...]:
    """Everybody whom the wish is about."""
    today = reader.today(at)
    match wish.whom:
        case Whom.CHOSEN:
            return wish.subjects
        case Whom.GROUP:
            return reader.find_subjects(SubjectFilter(group=wish.group), today)
        case Whom.OF_AGE:
            return _of_age(reader, at, wish.subjects)
        case Whom.LACKING:
            return reader.find_subjects(SubjectFilter(lacking=wish.purpose), today)
        case _:
            return ()


def _having_one(reader: "Reader", people: Collection[SubjectId]) -> frozenset[SubjectId]:
    """Those of them of whom a form is on its way already."""
    if not people:
        return frozenset()
    out = {f.subject for f in _not_back(reader)}
    return frozenset(person for person in people if person in out)


def _without(
    people: Sequence[SubjectId], having: Collection[SubjectId], wish: Wish
) -> tuple[tuple[SubjectId, ...], tuple[SubjectId, ...]]:
    """Who is asked, and who is left out because a form of theirs is on its way."""
    if not wish.without_asked or wish.whom is Whom.OF_AGE:
        return tuple(people), ()
    return tuple(p for p in people if p not in having), tuple(p for p in people if p in having)


def _not_back(reader: "Reader") -> tuple[Form, ...]:
    forms = reader.forms(state=FormState.PRINTED, limit=LOOKED_THROUGH)
    return tuple(form for form in forms if place_of(form.serial) == 1)


def _named(
    register: "Register", wish: Wish, draft: Draft, asked: Sequence[SubjectId], having: int
) -> Preview:
    said: Mapping[Skip, str] = {
        Skip.LEFT: _("{name} (has left)"),
        Skip.PROTECTED: _("{name} (may never be shown)"),
        Skip.NO_CUSTODY: _("{name} (the guardian has no custody any more)"),
        Skip.LETTERS: _("{name} (can't be printed in these letters)"),
    }
    skipped = {skip.subject: said[skip.why] for skip in draft.skipped}
    skipped |= dict.fromkeys(asked, _("{name} (a form is on its way)"))
    drawn = draft.people[: draft.drawn]
    with register.read() as reader:
        people = reader.subjects({*skipped, *(s for s in drawn if s is not None)})
    return Preview(
        wish=wish,
        draft=draft,
        names=tuple(people[s].name if s in people else _("Blank form") for s in drawn),
        left_out=tuple(
            text.format(name=people[s].name) for s, text in skipped.items() if s in people
        ),
        having=having,
    )


def _batches(reader: "Reader") -> tuple[Batch, ...]:
    """The last prints of which something has not come back, the newest first."""
    together: dict[datetime, list[Form]] = {}
    for form in _not_back(reader):
        together.setdefault(form.printed_at, []).append(form)
    newest = sorted(together, reverse=True)[:BATCHES]
    people = reader.subjects(
        {f.subject for at in newest for f in together[at] if f.subject is not None}
    )
    zone = ZoneInfo(reader.policy.timezone)
    found = []
    for at in newest:
        forms = together[at]
        count = len(forms)
        title = ngettext("{when}: {count} form", "{when}: {count} forms", count)
        names = tuple(
            (f.serial, people[f.subject].name if f.subject in people else _("Blank form"))
            for f in reversed(forms)
        )
        found.append(Batch(title.format(when=format_datetime(at, zone), count=count), names))
    return tuple(found)
