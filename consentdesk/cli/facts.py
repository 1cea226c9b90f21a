"""Domain values as the JSON objects promised to scripts, and as lines for people.

Spells keys as they are promised. Reads; works nothing out that `domain` doesn't.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.cli.answers import shown, table
from consentdesk.cli.usage import WrongUsage
from consentdesk.domain.acts import Purpose, Serial
from consentdesk.domain.consent import Permission, end_of, objection, protected
from consentdesk.domain.people import Guardian, Guardianship, Subject, SubjectId
from consentdesk.domain.photos import Photo, PhotoId
from consentdesk.domain.releases import Release, ReleasedCopy
from consentdesk.domain.roles import UNTOLD
from consentdesk.errors import BadInput, ConsentDeskError, Problem
from consentdesk.i18n import _, format_datetime, format_number, ngettext
from consentdesk.wording import destination_word

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


def known_purpose(reader: "Reader", name: str) -> Purpose:
    """The purpose of that name; BadInput(UNKNOWN_PURPOSE) with those there are."""
    purposes = reader.policy.purposes
    if name not in purposes:
        raise BadInput(Problem.UNKNOWN_PURPOSE, given=(name,), choices=purposes)
    return Purpose(name)


class Typed:
    """Finds people by what was typed, and repeats that, and no name, where something is refused."""

    def __init__(self) -> None:
        self._words: dict[str, str] = {}

    def find(self, reader: "Reader", text: str) -> SubjectId:
        """The one subject meant; see `roster.find_subject`."""
        from consentdesk.services.roster import find_subject

        found = find_subject(reader, text)
        self.call(reader.subject(found).name, text)
        return found

    def call(self, name: str, text: str) -> None:
        """That name is meant by this text, unless another one has said so before."""
        self._words.setdefault(name, text)

    @contextmanager
    def repeated(self) -> Iterator[None]:
        """What is refused within tells of a subject as it was typed; names need `--who`."""
        try:
            yield
        except ConsentDeskError as error:
            name = error.facts.get("subject")
            if isinstance(name, str):
                error.facts["subject"] = self._words.get(name, name)
            raise


def photo_of(reader: "Reader", path: Path) -> PhotoId:
    """The registered photo that a file is, by its bytes or its image data.

    A usage error where the register does not know it; what `pictures` refuses for the rest.
    """
    from consentdesk.services.pictures.files import read_picture
    from consentdesk.services.pictures.fingerprint import fingerprint
    from consentdesk.services.raws import why_not

    raw = why_not(path)
    try:
        known = reader.recognise([fingerprint(read_picture(path))])[0]
    except BadInput as error:
        raise raw or BadInput(error.problem, **{**error.facts, "path": path}) from error
    if known.photo is None:
        if raw is not None:
            raise raw
        raise WrongUsage(
            _("{path} is not in the register. Add it with “consentdesk add-photo”.").format(
                path=path
            )
        )
    return known.photo


@dataclass(frozen=True, slots=True)
class Page:
    """Everything `show` says about one person on one day."""

    person: Subject
    on: date
    protected: bool
    objecting: bool
    permissions: tuple[Permission, ...]
    numbers: Mapping[Serial, str]
    guardians: tuple[tuple[Guardian, Guardianship], ...]
    photos: tuple[Photo, ...]
    releases: tuple[Release, ...]


def page_of(reader: "Reader", subject: SubjectId, on: date) -> Page:
    """One person's page, folded from the ledger as it stood at the end of that day.

    Name and language are today's, and a photo the subject was taken off since is left out. Raises
    BadInput UNKNOWN_SUBJECT.
    """
    from consentdesk.services.withdrawing import EVERYTHING

    policy, acts = reader.policy_on(on), reader.acts([subject])
    guardianships = reader.guardianships_on(acts, policy, on)[subject]
    permissions = tuple(reader.permissions([subject], on)[subject].values())
    filed = {p.serial for p in permissions if p.serial is not None and p.journaled is not None}
    names = reader.guardians({g.guardian for g in guardianships})
    end = end_of(on, policy)
    releases = reader.releases(subject=subject, limit=EVERYTHING)
    return Page(
        person=reader.subject_on(subject, on),
        on=on,
        protected=protected(acts[subject], subject, policy, on),
        objecting=objection(acts[subject], subject, policy, on) is not None,
        permissions=permissions,
        numbers={serial: entry.number for serial, entry in reader.entries(filed).items()},
        guardians=tuple((names[g.guardian], g) for g in guardianships),
        photos=reader.photos_on(subject, on),
        releases=tuple(r.before(end) for r in releases if r.at < end),
    )


def page_facts(page: Page) -> dict[str, object]:
    """A person's page as a JSON object."""
    return {
        **person_facts(page.person),
        "on": page.on,
        "protected": page.protected,
        "objecting": page.objecting,
        "permissions": [_permission_facts(p, page.numbers) for p in page.permissions],
        "guardians": [
            {
                "id": guardian.id,
                "name": guardian.name,
                "custody": held.custody,
                "since": held.since,
                "until": held.until,
            }
            for guardian, held in page.guardians
        ],
        "photos": [{"id": p.id, "name": p.name, "kind": p.kind} for p in page.photos],
        "releases": [release_facts(release) for release in page.releases],
    }


def person_facts(person: Subject) -> dict[str, object]:
    """Who somebody is."""
    return {
        "id": person.id,
        "name": person.name,
        "born": None if person.born == UNTOLD else person.born,
        "group": person.group,
        "staff": person.staff,
        "left_on": person.left_on,
    }


def _permission_facts(given: Permission, numbers: Mapping[Serial, str]) -> dict[str, object]:
    filed = given.serial if given.journaled is not None else None
    return {
        "purpose": given.purpose,
        "state": given.state,
        "valid_until": given.valid_until,
        "journal_number": numbers.get(filed) if filed is not None else None,
        "edition": given.wording.edition if given.wording else None,
        "signed_on": given.signed_on,
        "lack": given.lack,
    }


def release_facts(release: Release) -> dict[str, object]:
    """A release: where its copies went, what they were made of, whether they are still there."""
    return {
        "id": release.id,
        "destination": release.destination,
        "at": release.at,
        "clerk": release.clerk,
        "folder": release.folder,
        "link": release.link,
        "taken_down_at": release.taken_down_at,
        "act": release.act,
        "copies": [copy_facts(copy) for copy in release.copies],
    }


def copy_facts(copy: ReleasedCopy) -> dict[str, object]:
    """One clean copy."""
    return {
        "photo": copy.photo,
        "output": copy.output,
        "sha256_in": copy.sha256_in,
        "sha256_out": copy.sha256_out,
        "shows": copy.shows,
        "covered": copy.covered,
        "drawn": [
            {"subject": subject, "form": cover.form, "fill": cover.fill}
            for subject, cover in copy.drawn
        ],
        "unknown_covered": len(copy.unknown),
        "cropped": copy.crop is not None,
        "named_since": copy.named_since,
        "permissions": copy.permissions,
        "taken_down_at": copy.taken_down_at,
    }


def release_lines(releases: Sequence[Release]) -> list[str]:
    """Releases as a table."""
    head = ("", _("Destination"), _("Exported"), _("Pictures"), _("Where"), _("Taken down"))
    rows = [
        (
            release.id,
            destination_word(release.destination),
            format_datetime(release.at),
            len(release.copies),
            release.link or release.folder,
            _how_far_down(release),
        )
        for release in releases
    ]
    return table(head, rows)


def take_down_lines(releases: Sequence[Release], subject: SubjectId) -> list[str]:
    """Releases as a table, with how many of their pictures must go because of the subject."""
    head = ("", _("Destination"), _("Exported"), _("Pictures"), _("Where"))
    rows = [
        (
            release.id,
            destination_word(release.destination),
            format_datetime(release.at),
            _some_of(len(release.out_showing((subject,))), len(release.copies)),
            release.link or release.folder,
        )
        for release in releases
    ]
    return table(head, rows)


def judged_lines(releases: Sequence[tuple[Release, Sequence[int]]]) -> list[str]:
    """The files still out there that are not to be published by the latest assessment."""
    if not releases:
        return []
    files = (
        one.copies[place].output if one.link else str(Path(one.folder) / one.copies[place].output)
        for one, places in releases
        for place in places
    )
    numbers = ", ".join(str(one.id) for one, _places in releases)
    return [
        _("To be taken down, from export {numbers}:").format(numbers=numbers),
        *("  " + shown(file) for file in files),
    ]


def _how_far_down(release: Release) -> str:
    """When it was down, or how much of it is."""
    if release.taken_down_at is not None:
        return format_datetime(release.taken_down_at)
    count = len(release.copies)
    down = count - len(release.out())
    return _some_of(down, count) if down else ""


def _some_of(some: int, count: int) -> str:
    return _("{some} of {count}").format(some=format_number(some), count=format_number(count))


def copy_lines(releases: Sequence[Release], subject: SubjectId) -> list[str]:
    """The files still out there that show the subject, so that they can be found."""
    found = [(one, one.copies[place]) for one in releases for place in one.out_showing((subject,))]
    if not found:
        return []
    return [
        _("The files that show this person:"),
        *(
            "  " + shown(copy.output if one.link else Path(one.folder) / copy.output)
            for one, copy in found
        ),
    ]


def verified_line(acts: int, head: str) -> str:
    """What is said of a register that fits its own record."""
    return ngettext(
        "The journal is whole: {count} line, checksum {head}",
        "The journal is whole: {count} lines, checksum {head}",
        acts,
    ).format(count=format_number(acts), head=head)


def where_it_stands(register: "Register") -> tuple[str, str]:
    """The journal's last line as it is printed, and a sentence that says so."""
    from consentdesk.services import heads

    head = heads.where_it_stands(register)
    return head, heads.stands_at(head)
