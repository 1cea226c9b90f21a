"""Draws what is kept about one person as pages to read: plain words, one thing after the other.

The program's version of the same is `access_pack.machine_readable`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO

from consentdesk.domain.acts import Answered, Asked, Journaled, Objected, Withdrawn
from consentdesk.domain.people import Signer, SignerKind
from consentdesk.domain.serials import shown_serial
from consentdesk.i18n import _, format_date, format_datetime, format_number, language
from consentdesk.services.heads import printed
from consentdesk.services.paper_pen import ACCENT, GREY, Face, Pen, Style
from consentdesk.wording import (
    act_word,
    channel_word,
    destination_word,
    form_state_word,
    kind_word,
    purpose_word,
    state_word,
)

if TYPE_CHECKING:
    from consentdesk.domain.acts import Act
    from consentdesk.domain.photos import PhotoId
    from consentdesk.domain.releases import Release
    from consentdesk.services.access_pack.content import Access
    from consentdesk.services.access_pack.showing import Shown

LEFT, RIGHT, TOP, BOTTOM = 22.0, 188.0, 24.0, 272.0
"""Millimetres."""
TITLE = Style(22, 28, Face.BOLD, ACCENT)
HEADING = Style(13, 18, Face.BOLD, ACCENT)
TEXT = Style(10, 14)
SMALL = Style(8.5, 11.5, Face.PLAIN, GREY)

Lines = Iterator[str]


def draw_access(
    told: Access, photos: Sequence[Shown], files: Mapping[PhotoId, str], file: BinaryIO
) -> None:
    """Write the pages as a PDF/A. Raises BadInput FONT_MISSING."""
    page = _Page(Pen(file, language(), title=_("Access")), told)
    page.put(_("What is kept about {name}").format(name=told.person.name), TITLE)
    for line in _head(told):
        page.put(line)
    for heading, lines in _parts(told, photos, files):
        page.part(heading, list(lines))
    page.finish()


class _Page:
    """Lines below each other, and on to the next page."""

    def __init__(self, pen: Pen, told: Access) -> None:
        self._pen, self._told = pen, told
        self._y, self._number = TOP, 1

    def part(self, heading: str, lines: Sequence[str]) -> None:
        """A heading with at least its first line below it."""
        self._y += 3
        self._make_room(HEADING.line + 2 * TEXT.line)
        self.put(heading, HEADING)
        for line in lines or (_("Nothing."),):
            self.put(line)

    def put(self, text: str, style: Style = TEXT) -> None:
        """A paragraph; what the font has no sign for becomes a question mark."""
        for line in self._pen.wrapped(self._readable(text, style), style, RIGHT - LEFT) or [""]:
            self._make_room(style.line)
            self._pen.words(LEFT, self._y + 0.8 * style.line, line, style)
            self._y += style.line
        self._y += 0.8

    def finish(self) -> None:
        """End the last page and write all of it."""
        self._foot()
        self._pen.next_page()
        self._pen.finish()

    def _make_room(self, high: float) -> None:
        if self._y + high > BOTTOM:
            self._foot()
            self._pen.next_page()
            self._y, self._number = TOP, self._number + 1

    def _foot(self) -> None:
        said = _("Page {number} · personal data: only for whom it is about").format(
            number=format_number(self._number)
        )
        self._pen.words(LEFT, BOTTOM + 10, said, SMALL)
        # As on a form: short enough to be typed again behind `verify --head`.
        self._pen.words(RIGHT, BOTTOM + 10, printed(self._told.head), SMALL, align=1)

    def _readable(self, text: str, style: Style) -> str:
        missing = self._pen.lacking(text, style.face)
        return "".join("?" if sign in missing else sign for sign in text)


def _parts(
    told: Access, photos: Sequence[Shown], files: Mapping[PhotoId, str]
) -> Iterator[tuple[str, Lines]]:
    yield _("Who"), _person(told)
    yield _("Permissions today"), _permissions(told)
    yield _("Forms and where they are filed"), _forms(told)
    yield _("Photos"), _photos(told, photos, files)
    yield _("How photos were assessed"), _judged(told)
    yield _("Where photos went"), (line for r in told.releases for line in _release(told, r))
    yield _("The journal about this person"), (_act(told, act) for act in told.acts)
    for one in told.wordings:
        said = _("The text of edition {edition} ({language})").format(
            edition=one.wording.edition, language=one.wording.language
        )
        digest = _("Checksum of the text: {digest}").format(digest=one.wording.digest)
        missing = (_("The text can't be read any more."),)
        yield said, iter((*(one.texts or missing), digest))


def _head(told: Access) -> Lines:
    here = told.institution
    yield here.name
    if here.contact:
        yield _("Contact: {contact}").format(contact=here.contact)
    if here.officer:
        yield _("Data protection officer: {officer}").format(officer=here.officer)
    yield _(
        "As of {moment}. Names of other people are left out, and on photos everybody else is "
        "covered."
    ).format(moment=format_datetime(told.at, told.zone))
    yield _("The journal stood at line {number}, checksum {head}.").format(
        number=format_number(told.head.number), head=told.head.digest
    )


def _person(told: Access) -> Lines:
    person = told.person
    yield _("{name}, born {born}, number {number}").format(
        name=person.name, born=format_date(person.born), number=person.id
    )
    if person.group:
        yield _("Group: {group}").format(group=person.group)
    yield _("Language: {language}").format(language=person.language)
    if person.left_on:
        yield _("Last day here: {day}").format(day=format_date(person.left_on))
    if told.protected:
        yield _("May never be shown.")
    if told.objecting:
        yield _("Does not want to be shown, in situation photos either.")
    for guardian, held in told.guardians:
        may, may_not = _("Guardian: {name}"), _("Contact, may not sign: {name}")
        yield (may if held.custody else may_not).format(name=guardian.name)


def _permissions(told: Access) -> Lines:
    for given in told.permissions:
        parts = [purpose_word(given.purpose), state_word(given.state)]
        if given.signed_on is not None:
            parts.append(_("signed {day}").format(day=format_date(given.signed_on)))
        if given.signer is not None:
            parts.append(_signer(told, given.signer))
        if given.valid_until is not None:
            parts.append(_("holds until {day}").format(day=format_date(given.valid_until)))
        yield _joined(parts)


def _forms(told: Access) -> Lines:
    scans = {one.serial: one.document is not None for one in told.scans}
    for form in told.forms:
        printed = format_date(form.printed_at.astimezone(told.zone).date())
        yield _joined(
            (
                shown_serial(form.serial),
                form_state_word(form.state),
                _("printed {day}").format(day=printed),
                _("edition {edition}").format(edition=form.wording.edition),
            )
        )
        entry = told.entries.get(form.serial)
        if entry is not None:
            received = format_date(entry.received_on) if entry.received_on else ""
            filed = _("Filed under {number}").format(number=entry.number)
            yield _joined((filed, entry.system, received, entry.subject_line, entry.paper_at))
        if form.serial in scans:
            yield (
                _("Its scan is in the folder “forms”.")
                if scans[form.serial]
                else _("Its scan is left out: somebody else's form is in it too.")
            )


def _photos(told: Access, photos: Sequence[Shown], files: Mapping[PhotoId, str]) -> Lines:
    known = {photo.id: photo for photo in told.photos}
    for one in photos:
        photo = known.get(one.photo)
        taken = photo.taken_at if photo is not None else None
        yield _joined(
            (
                _("Photo {number}").format(number=one.photo),
                told.events.get(one.photo, ""),
                kind_word(photo.kind) if photo is not None else "",
                format_date(taken.date()) if taken is not None else "",
                files.get(one.photo) or _("not in this pack"),
            )
        )
    if any(one.jpeg is None for one in photos):
        yield _(
            "A photo is not in this pack where its file isn't here any more, or where others on it "
            "can't be covered safely."
        )


def _judged(told: Access) -> Lines:
    for one in told.judged:
        said = _("may be shown") if one.body.publish else _("may not be shown")
        yield _joined(
            (
                _("Photo {number}").format(number=one.body.photo),
                destination_word(one.body.destination),
                format_date(one.act.at.astimezone(told.zone).date()),
                said,
                one.reason,
                _("Corrected") if one.corrected else "",
            )
        )


def _release(told: Access, release: Release) -> Lines:
    link = told.links.get(release.link, "")
    day = format_date(release.at.astimezone(told.zone).date())
    for copy in release.copies:
        if told.person.id not in (*copy.seen, *copy.covered):
            continue
        down = copy.taken_down_at
        yield _joined(
            (
                destination_word(release.destination),
                day,
                _("Photo {number}").format(number=copy.photo),
                _("covered") if told.person.id in copy.covered else "",
                link,
                _("taken down {day}").format(day=format_date(down.astimezone(told.zone).date()))
                if down is not None
                else "",
            )
        )


def _act(told: Access, act: Act) -> str:
    parts = [format_datetime(act.at, told.zone), act_word(act.kind)]
    body = act.body
    if isinstance(body, Answered):
        parts += [purpose_word(body.purpose), _signer(told, body.signer)]
    elif isinstance(body, Asked | Journaled):
        parts += [shown_serial(body.serial) if body.serial else ""]
        parts += [purpose_word(purpose) for purpose in body.purposes]
    elif isinstance(body, Withdrawn | Objected):
        parts.append(channel_word(body.channel))
        parts.append(told.texts.get(body.by, "") if body.by is not None else "")
        if isinstance(body, Withdrawn):
            parts.append(_signer(told, body.signer))
            parts += [purpose_word(purpose) for purpose in body.purposes]
    if act.number in told.corrected:
        parts.append(_("Corrected"))
    return _joined((_("no. {number}").format(number=act.number), *parts))


def _signer(told: Access, signer: Signer) -> str:
    match signer.kind:
        case SignerKind.GUARDIAN:
            return told.guardian(signer.guardian) or _("a guardian")
        case SignerKind.SELF:
            return _("self")
        case _:
            return ""


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(part for part in parts if part)
