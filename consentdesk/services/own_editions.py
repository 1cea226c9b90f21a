"""The institution's own editions of the form: copied, changed, tried out, issued, retired.

A draft is a `DraftEdition`; what it would print is tried with the very drawing that prints, so what
doesn't fit is refused with its place before anybody has signed it. Once issued, it never changes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Digest, Purpose
from consentdesk.domain.journal import EditionState
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.i18n import LANGUAGES
from consentdesk.machine_policy import machine_policy
from consentdesk.services.edition_drafts import FIXED, DraftEdition, copied, draft_in, draft_text
from consentdesk.services.edition_shelf import edition_of, is_own, made, printed_name
from consentdesk.services.ruling import put_over
from consentdesk.settings import Policy as MachinePolicies

if TYPE_CHECKING:
    from consentdesk.services.editions import Audience, Controller, Edition, SheetWording
    from consentdesk.services.paper_misfit import Misfit
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

Progress = Callable[[int, int], None]
"""Called with (done, total); raises Cancelled once nobody wants to know any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One edition in a list; `printed` says that new forms are of it unless another is chosen.

    `digest` is that of an own edition's files, which the ledger has; "" for all others. An altered
    one tells no purposes: what it says now, nobody issued.
    """

    name: str
    state: EditionState
    printed: bool = False
    issued_on: date | None = None
    purposes: tuple[Purpose, ...] = ()
    languages: tuple[str, ...] = ()
    validity_months: int = 0
    source: str = ""
    digest: Digest | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps a draft from being issued: the error, in which language, at which place.

    `keys` are the draft's texts it is about, as far as they are known. `lines` or `millimetres` say
    how much too long they are on the smallest letters there are; both 0 where that says nothing.
    """

    error: BadInput
    language: str
    place: str
    keys: tuple[str, ...] = ()
    lines: int = 0
    millimetres: float = 0.0


def editions(reader: Reader) -> tuple[Listed, ...]:
    """All there are: the program's, then the institution's own, the earliest first, then drafts."""
    from consentdesk.services.editions import edition_names

    default = printed_name(reader)
    found = [
        _listed(edition_of(reader, name), EditionState.SHIPPED, default) for name in edition_names()
    ]
    for name, digest in reader.issued_editions().items():
        try:
            edition = edition_of(reader, name)
        except BadInput:
            listed = Listed(name=name, state=EditionState.ALTERED, printed=name == default)
            found.append(listed)
            continue
        retired = name in reader.policy.retired_editions
        state = EditionState.RETIRED if retired else EditionState.ISSUED
        found.append(_listed(edition, state, default, digest))
    for kept in reader.edition_drafts():
        draft = draft_in(kept.content)
        found.append(
            Listed(
                name=draft.name,
                state=EditionState.DRAFT,
                purposes=draft.purposes,
                languages=draft.offered(),
                validity_months=draft.validity_months,
                source=draft.source,
            )
        )
    return tuple(found)


def _listed(
    edition: Edition, state: EditionState, default: str, digest: Digest | None = None
) -> Listed:
    return Listed(
        name=edition.name,
        state=state,
        printed=edition.name == default,
        issued_on=edition.issued_on,
        purposes=edition.purposes,
        languages=edition.languages,
        validity_months=edition.validity_months,
        digest=digest,
    )


def copy(
    register: Register, clerk: str, at: datetime, source: str | None, name: str
) -> DraftEdition:
    """Begin a draft of that name that says what an issued edition says; None: the one printed.

    Raises BadInput: EDITION_NAME, EDITION_EXISTS, and what `edition_of` refuses.
    """
    if not is_own(name):
        raise BadInput(Problem.EDITION_NAME, edition=name)
    with register.write(clerk, at) as writer:
        edition = edition_of(writer, source)
        draft = _copied(writer, edition, name)
        if is_own(edition.name):
            draft = _with_room(writer, draft)
        writer.add_edition_draft(name, draft_text(draft))
    return draft


def _with_room(reader: Reader, draft: DraftEdition) -> DraftEdition:
    """A copy of an own edition with all the rows its sheet has: that was copied once itself."""
    from consentdesk.services.editions import edition_names, load_edition

    for name in reversed(edition_names()):
        whole = _copied(reader, load_edition(name), draft.name)
        if whole.sheet == draft.sheet and whole.rows[: len(draft.rows)] == draft.rows:
            return draft.roomy_as(whole)
    return draft


def shown(reader: Reader, name: str) -> DraftEdition:
    """What an issued edition says, as a draft that is only looked at and never kept.

    Raises what `edition_of` refuses.
    """
    edition = edition_of(reader, name)
    return _copied(reader, edition, edition.name)


def _copied(reader: Reader, edition: Edition, name: str) -> DraftEdition:
    from consentdesk.services.paper import home_language

    home = home_language(reader, edition)
    approved = frozenset(reader.policy.approved_wordings)
    return copied(name, _files(reader, edition.name), home, approved)


def _files(reader: Reader, name: str) -> dict[str, str]:
    """An issued edition's files by path; `edition_of` has found them as they were issued."""
    from consentdesk.services.edition_files import issued_files, own_folder

    own = reader.issued_edition(name) if is_own(name) else None
    return dict(own.files) if own is not None else issued_files(own_folder(), name)


def draft_of(reader: Reader, name: str) -> tuple[DraftEdition, int]:
    """A draft and its version; BadInput EDITION_UNKNOWN."""
    kept = reader.edition_draft(name)
    if kept is None:
        known = tuple(draft.name for draft in reader.edition_drafts())
        raise BadInput(Problem.EDITION_UNKNOWN, edition=name, known=known)
    return draft_in(kept.content), kept.version


def save(register: Register, clerk: str, at: datetime, draft: DraftEdition, version: int) -> int:
    """Keep a draft that was read at that version; returns the next one.

    Raises RuleRefusal EDITION_DRAFT_MOVED where somebody else has changed it since.
    """
    with register.write(clerk, at) as writer:
        return writer.set_edition_draft(draft.name, version, draft_text(draft))


def discard(register: Register, clerk: str, at: datetime, name: str) -> None:
    """Throw a draft away; BadInput EDITION_UNKNOWN where there is none, as for an issued one."""
    with register.write(clerk, at) as writer:
        writer.drop_edition_draft(name)


def troubles(
    reader: Reader, draft: DraftEdition, on: date, progress: Progress | None = None
) -> tuple[Trouble, ...]:
    """All that keeps the draft from being issued; none for one that is whole and fits.

    A translation that is missing a text, or waits to be looked at, is not trouble: the edition is
    just not offered in it. `progress` is told of each language tried.
    """
    home = draft.language
    lacking = [
        Trouble(
            BadInput(Problem.EDITION_TEXT_MISSING, path=f"{draft.name}/{home}.toml", place=key),
            home,
            key,
            (key,),
        )
        for key in draft.missing(home)
    ]
    if lacking:
        return tuple(lacking)
    unknown = tuple(p for p in draft.purposes if p not in reader.policy.purposes)
    if unknown:
        error = BadInput(Problem.EDITION_PURPOSES, edition=draft.name, purposes=unknown)
        return (Trouble(error, home, f"purposes.{unknown[0]}"),)
    try:
        edition = made(draft.name, draft.files(on))
    except BadInput as error:
        place = str(error.facts.get("place", ""))
        code = PurePath(str(error.facts.get("path", ""))).stem
        language = code if code in draft.texts else home
        keys = (place,) if place in draft.texts[language] else ()
        return (Trouble(error, language, place, keys),)
    return tuple(_reworded(edition)) or _misfits(reader, draft, edition, progress)


def _reworded(edition: Edition) -> Iterator[Trouble]:
    """Words that mean yes or no and are not the program's own, whoever changed them, and how."""
    from consentdesk.services.editions import edition_names, load_edition

    known = [load_edition(name).wordings for name in edition_names()]
    for code, wording in edition.wordings.items():
        for key in sorted(FIXED):
            if all(wording.texts[key] != w[code].texts[key] for w in known if code in w):
                path = f"{edition.name}/{code}.toml"
                error = BadInput(Problem.EDITION_BROKEN, path=path, place=key)
                yield Trouble(error, code, key, (key,))


def _misfits(
    reader: Reader, draft: DraftEdition, edition: Edition, progress: Progress | None
) -> tuple[Trouble, ...]:
    """Texts that don't fit, on the sheets that may be printed in each language.

    A language the office can't be expected to read only ever stands beside the institution's.
    """
    from consentdesk.services.editions import Audience

    found: dict[tuple[str, str], Trouble] = {}
    for number, code in enumerate(edition.languages):
        if progress is not None:
            progress(number, len(edition.languages))
        is_home = code == edition.language
        ways = [False] if is_home or code in LANGUAGES or edition.pair is None else []
        ways += [True] if edition.pair is not None and not is_home else []
        for pair in ways:
            for trouble in _tried(reader, draft, edition, code, tuple(Audience), pair=pair):
                place = (trouble.language, trouble.place)
                found[place] = max(found.get(place, trouble), trouble, key=_how_much)
    return tuple(found.values())


def _how_much(trouble: Trouble) -> tuple[int, float]:
    return trouble.lines, trouble.millimetres


def _tried(
    reader: Reader,
    draft: DraftEdition,
    edition: Edition,
    code: str,
    audiences: tuple[Audience, ...],
    *,
    pair: bool,
) -> Iterator[Trouble]:
    misfits: list[Misfit] = []
    try:
        _draw(reader, edition, code, audiences, pair=pair, misfits=misfits)
    except BadInput as error:
        if error.problem is not Problem.LETTERS_NOT_IN_FONT:
            raise
        yield Trouble(error, code, "", _saying(draft, code, str(error.facts.get("text", ""))))
    for one in misfits:
        keys = tuple(_own_key(draft, one.language, key, one.audience) for key in one.keys)
        yield Trouble(one.error, one.language, one.place, keys, one.lines, one.millimetres)


def _saying(draft: DraftEdition, language: str, text: str) -> tuple[str, ...]:
    """The texts a line on the paper may be from."""
    known = [draft.texts.get(code, {}) for code in dict.fromkeys((language, draft.language))]
    said = [key for texts in known for key, told in texts.items() if text and text in told]
    return tuple(dict.fromkeys(said))


def _own_key(draft: DraftEdition, language: str, key: str, audience: Audience) -> str:
    """What the draft calls a text: it may have one for each audience, or one for most."""
    from consentdesk.services.editions import Audience

    texts = draft.texts.get(language, {})
    for told in (f"{key}.{audience}", f"{key}.{Audience.SELF}"):
        if told in texts:
            return told
    return key


def _draw(
    reader: Reader,
    edition: Edition,
    code: str,
    audiences: Iterable[Audience],
    *,
    pair: bool,
    misfits: list[Misfit],
) -> bytes:
    """A sheet for each of these, in that language or with it beside the edition's own."""
    from consentdesk.services.editions import Controller
    from consentdesk.services.paper import NO_SERIAL
    from consentdesk.services.paper_layout import Sheet, draw_forms

    here = reader.institution
    asker = Controller(here.name, here.contact, here.officer)
    sheets = []
    for who in audiences:
        first = _words(reader, edition, edition.language if pair else code, who, asker)
        other = _words(reader, edition, code, who, asker) if pair else None
        sheets.append(Sheet(serial=NO_SERIAL, words=first, other=other))
    file = io.BytesIO()
    draw_forms(edition, sheets, file, misfits=misfits)
    return file.getvalue()


def _words(
    reader: Reader, edition: Edition, code: str, audience: Audience, asker: Controller
) -> SheetWording:
    months = reader.policy.months(edition.validity_months)
    wording = edition.wording(code)
    approved = wording.key in reader.policy.approved_wordings
    return wording.told(audience, asker, reader.policy.age_limit, "", months, is_approved=approved)


def preview(
    reader: Reader, draft: DraftEdition, language: str, audience: Audience, on: date
) -> bytes:
    """The sheet as it would be printed in that language, as PDF; it stands for no form.

    A language that only the family reads stands beside the institution's, as on paper. What is not
    written yet stands there in the institution's own words, or as three dots; what doesn't fit is
    shown in red. Raises LETTERS_NOT_IN_FONT and what `edition_files.made_of` refuses.
    """
    shown = draft.filled(language)
    edition = made(draft.name, shown.files(on))
    alone = language == edition.language or language in LANGUAGES or edition.pair is None
    return _draw(reader, edition, language, (audience,), pair=not alone, misfits=[])


def issue(
    register: Register,
    clerk: str,
    at: datetime,
    name: str,
    version: int,
    *,
    print_it: bool = False,
    policy: MachinePolicies = machine_policy,
) -> Edition:
    """Make a draft final: from now on it can't be changed, and forms may be printed of it.

    `version` is the one looked at. With `print_it` new forms are of it from now on. Raises
    RuleRefusal EDITION_DRAFT_MOVED, the first of its `troubles`, and SETTING_LAID_DOWN where the
    computer's `policy` locks which edition is printed; then nothing is written.
    """
    # Trying every sheet takes a second or two, in which nobody else need wait to write.
    with register.read() as reader:
        draft, on = _seen(reader, name, version), reader.today(at)
        for trouble in troubles(reader, draft, on):
            raise trouble.error
    files = draft.files(on)
    with register.write(clerk, at) as writer:
        _seen(writer, name, version)
        writer.issue_edition(name, files)
        if print_it:
            put_over(writer, {"printed_edition": name}, policy)
    return made(name, files)


def _seen(reader: Reader, name: str, version: int) -> DraftEdition:
    draft, current = draft_of(reader, name)
    if current != version:
        raise RuleRefusal(Problem.EDITION_DRAFT_MOVED, edition=name)
    return draft


def print_edition(
    register: Register,
    clerk: str,
    at: datetime,
    name: str | None,
    policy: MachinePolicies = machine_policy,
) -> None:
    """Have new forms be of that edition unless another is chosen; None: the program's latest.

    Raises what `printable` refuses, and RuleRefusal SETTING_LAID_DOWN.
    """
    from consentdesk.services.edition_shelf import printable

    with register.write(clerk, at) as writer:
        printed = None if name is None else printable(writer, name).name
        put_over(writer, {"printed_edition": printed}, policy)


def retire(
    register: Register,
    clerk: str,
    at: datetime,
    name: str,
    policy: MachinePolicies = machine_policy,
) -> None:
    """Print no more forms of an own edition; those that are out still count.

    Raises BadInput EDITION_UNKNOWN where no own edition of that name was issued, and RuleRefusal
    SETTING_LAID_DOWN.
    """
    with register.write(clerk, at) as writer:
        own = tuple(writer.issued_editions())
        if name not in own:
            raise BadInput(Problem.EDITION_UNKNOWN, edition=name, known=own)
        rules = writer.policy
        over: dict[str, object] = {"retired_editions": sorted({*rules.retired_editions, name})}
        if rules.printed_edition == name:
            over["printed_edition"] = None
        put_over(writer, over, policy)
