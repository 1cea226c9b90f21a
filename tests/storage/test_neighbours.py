"""Two institutions in one database: neither can read, change or count what the other has.

For every question a reader answers and every deed of a writer: what belongs to the neighbour is to
it as what does not exist.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from consentdesk.domain.acts import (
    Act,
    Attested,
    Channel,
    Digest,
    Journaled,
    Purpose,
    Serial,
    TakenDown,
    Withdrawn,
)
from consentdesk.domain.covers import rectangle
from consentdesk.domain.events import Event
from consentdesk.domain.inbox import FileId, PageId, SheetId, SheetState
from consentdesk.domain.people import SELF, ClerkId, GuardianId, Guardianship, SubjectId
from consentdesk.domain.photos import (
    Depiction,
    Destination,
    Fingerprint,
    Perceptual,
    Photo,
    PhotoId,
    PhotoKind,
    Region,
    ReleaseId,
)
from consentdesk.domain.presets import Preset
from consentdesk.errors import ConsentDeskError
from consentdesk.storage.called import Called
from consentdesk.storage.reading import Reader
from consentdesk.storage.register import Register
from consentdesk.storage.sought import Sought
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import PhotoFilter, SubjectFilter, TrashId
from consentdesk.storage.writing import Writer
from tests.factories import DAY, NOW, WEBSITE
from tests.storage.desk import (
    CLERK,
    child,
    copy_of,
    entry,
    family,
    form,
    journaled_yes,
    print_of,
    released_all,
    writing,
    yes,
)
from tests.storage.test_inbox import DRAFT, STACK, page_of, waiting

LOOKS = tuple(0x0F0F_1234_5678_9ABC ^ (n * 0x0101_0101) for n in range(3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What one institution has, by the handles under which it could be asked for."""

    subject: SubjectId
    guardian: GuardianId
    clerk: ClerkId
    serial: Serial
    returned: Serial
    photo: PhotoId
    picture: Fingerprint
    release: ReleaseId
    file: FileId
    page: PageId
    sheet: SheetId
    stack: Digest
    document: Digest
    text: Digest
    number: int
    journal_number: str
    edition: str
    album: str
    trash: TrashId
    output: str


NOWHERE = Known(
    subject=SubjectId(10**6),
    guardian=GuardianId(10**6),
    clerk=ClerkId(10**6),
    serial=Serial("ZZZZZZZZ"),
    returned=Serial("ZZZZZZZZ"),
    photo=PhotoId(10**6),
    picture=print_of(10**6),
    release=ReleaseId(10**6),
    file=FileId(10**6),
    page=PageId(10**6),
    sheet=SheetId(10**6),
    stack=Digest("0" * 64),
    document=Digest("1" * 64),
    text=Digest("2" * 64),
    number=10**6,
    journal_number="2099-9999",
    edition="nowhere",
    album="Nowhere",
    trash=TrashId(10**6),
    output="nowhere-001.jpg",
)


def fill(register: Register, seed: int) -> Known:
    """Some of everything; texts and pictures are like nobody else's."""
    picture = replace(
        print_of(seed, hashes=tuple(h ^ (seed * 0x1111_0000_1111) for h in LOOKS)),
        orientation=1,
    )
    with writing(register) as writer:
        for other in range(seed):
            journaled_yes(writer, f"Ida {seed}{other}")
        subject, mother = family(writer, f"Noah {seed}")
        serial = form(writer, subject)
        writer.append(yes(subject, mother, serial))
        filed = replace(entry(writer, subject, serial), subject_line=f"Trip {seed}")
        writer.file_entry(filed, (WEBSITE,))
        (guardian,) = writer.guardianships([subject])[subject]
        photo = writer.register_photo(
            Photo(
                id=PhotoId(0),
                name=f"IMG_{seed}.jpg",
                kind=PhotoKind.PORTRAIT,
                album=f"Trip {seed}",
            ),
            picture,
        )
        shape = rectangle(Region(0.1 * seed, 0.1, 0.05, 0.05))
        writer.set_depictions(photo, [Depiction(photo, subject, cover=shape)])
        copy = replace(copy_of(photo, subject), output=f"trip{seed}-001.jpg", permissions=())
        release = released_all(writer, copy)
        writer.set_link(release, f"https://example.org/{seed}")
        writer.append(
            Withdrawn(
                subject=subject,
                purposes=(WEBSITE,),
                on=DAY,
                signer=SELF,
                channel=Channel.PHONE,
                by=writer.digest_text(f"Noah himself, {seed}"),
            )
        )
        sheet = waiting(writer, subject, b"%PDF-" + bytes([seed]))
        writer.set_inbox_sheet(sheet, SheetState.WAITING, replace(DRAFT, subject=subject))
        (returned,) = writer.inbox_sheets()
        writer.attach_scan(form(writer, subject), returned.pages[0].document)
        apart = writer.add_inbox_page(replace(page_of(writer, 2), number=2))
        writer.add_edition_draft(f"own{seed}", "{}")
        writer.add_edition_draft(f"issued{seed}", "{}")
        writer.issue_edition(f"issued{seed}", {"edition.toml": f"{seed}"})
        writer.set_event(Event(name=f"Trip {seed}", groups=("2.A",)))
        writer.set_preset(Preset(destination=Destination("website"), quality=60 + seed))
        writer.throw_away_subject(child(writer, f"Otto {seed}"))
    with register.read() as reader:
        (thrown,) = reader.trash()
        (act,) = reader.ledger(limit=1)
        page = reader.inbox_page(apart)
        (found,) = reader.inbox_sheets()
        scan = found.pages[0].document
        text = _line_of(reader.acts([subject])[subject])
        number = reader.entries([serial])[serial].number
    assert scan is not None
    return Known(
        subject=subject,
        guardian=guardian.guardian,
        clerk=act.clerk,
        serial=serial,
        returned=found.serial,
        photo=photo,
        picture=picture,
        release=release,
        file=page.file,
        page=apart,
        sheet=sheet,
        stack=STACK,
        document=scan,
        text=text,
        number=act.number,
        journal_number=number,
        edition=f"issued{seed}",
        album=f"Trip {seed}",
        trash=thrown.id,
        output=f"trip{seed}-001.jpg",
    )


def _line_of(acts: Iterable[Act]) -> Digest:
    """The digest of a text in the ledger: of the filed form's short subject."""
    (filed,) = [a.body for a in acts if isinstance(a.body, Journaled)]
    return filed.subject_line


@dataclass(frozen=True, slots=True)
class Street:
    """Two institutions, of which the second knows more."""

    mine: Register
    theirs: Register
    known: Known
    alone: dict[str, object]
    """What the first answered before there was a second."""


@pytest.fixture
def street(postgres_url: str) -> Iterator[Street]:
    with Register.create(
        postgres_url, institution="Solen", policy="dk", clerk=CLERK, at=NOW
    ) as mine:
        fill(mine, 1)
        alone = {name: _told(mine, ask) for name, ask in EVERYTHING.items()}
        with Register.create(
            postgres_url, institution="Skoven", policy="dk", clerk="Bo Krag", at=NOW
        ) as theirs:
            for seed in (2, 3, 4):
                with writing(theirs) as writer:
                    child(writer, f"Ella {seed}")
            yield Street(mine, theirs, fill(theirs, 7), alone)


Ask = Callable[[Reader], object]
EVERYTHING: dict[str, Ask] = {
    "albums": lambda r: r.albums(),
    "coming_of_age": lambda r: r.coming_of_age(date(2034, 5, 3)),
    "copies_judged_against": lambda r: r.copies_judged_against(),
    "copies_with_unnamed": lambda r: r.copies_with_unnamed(),
    "counts": lambda r: r.counts(DAY),
    "edition_drafts": lambda r: r.edition_drafts(),
    "events": lambda r: r.events(),
    "find_photos": lambda r: (r.find_photos(PhotoFilter()), r.find_photos(PhotoFilter("IMG"))),
    "find_subjects": lambda r: (
        r.find_subjects(SubjectFilter(), DAY),
        r.find_subjects(SubjectFilter("noah", lacking=Purpose("press")), DAY),
    ),
    "copies_of_erased": lambda r: r.copies_of_erased(),
    "erased": lambda r: r.erased(),
    "erasures": lambda r: r.erasures(),
    "photographers": lambda r: r.photographers(),
    "told_to_go": lambda r: r.told_to_go(Sought(Called("Noah"), (), (), ())),
    "mentions": lambda r: [
        r.mentions(Sought(Called(name), (), (), ()))
        for name in ("Noah Lund", "Anna Holm", "Ella 2")
    ],
    "forms": lambda r: r.forms(),
    "groups": lambda r: r.groups(),
    "head": lambda r: r.head(),
    "head_before": lambda r: r.head_before(datetime(2100, 1, 1, tzinfo=UTC)),
    "inbox_counts": lambda r: r.inbox_counts(),
    "inbox_pages_apart": lambda r: r.inbox_pages_apart(),
    "inbox_sheets": lambda r: r.inbox_sheets(),
    "issued_editions": lambda r: r.issued_editions(),
    "seats": lambda r: r.seats(),
    "kept_seats": lambda r: r.kept_seats(),
    "seats_said": lambda r: r.seats_said(),
    "sees_as_it_sits": lambda r: r.sees_as_it_sits,
    "role": lambda r: r.role,
    "login": lambda r: r.login != "",
    "seat": lambda r: r.seat,
    "ledger": lambda r: r.ledger(),
    "mistaken": lambda r: r.mistaken(),
    "presets": lambda r: r.presets(),
    "policies_since": lambda r: r.policies_since(NOW),
    "policy_on": lambda r: r.policy_on(DAY),
    "release_folders": lambda r: r.release_folders(),
    "releases": lambda r: (r.releases(), r.releases(to_take_down=True)),
    "revision": lambda r: r.revision(),
    "subjects_named_in_inbox": lambda r: r.subjects_named_in_inbox(),
    "trash": lambda r: r.trash(),
    "trash_count": lambda r: r.trash_count(),
    "without_link": lambda r: r.without_link(),
}
"""Questions about all there is."""

AskFor = Callable[[Reader, Known], object]
OF_ONE: dict[str, AskFor] = {
    "act": lambda r, k: r.act(k.number),
    "acts": lambda r, k: tuple(r.acts([k.subject]).values()),
    "acts_of_forms": lambda r, k: tuple(r.acts_of_forms([k.serial]).values()),
    "acts_on": lambda r, k: tuple(r.acts_on([k.photo]).values()),
    "answers": lambda r, k: r.answers(k.serial),
    "clerks": lambda r, k: r.clerks([k.clerk]),
    "copies_called": lambda r, k: r.copies_called(k.output),
    "sought": lambda r, k: [one.name for one in r.sought(k.subject).all],
    "doubles": lambda r, k: r.doubles(k.subject),
    "thrown_with": lambda r, k: r.thrown_with(k.subject, Sought(Called("Noah Lund"), (), (), ())),
    "kept_guardians": lambda r, k: r.kept_guardians([k.guardian], SubjectId(0)),
    "made_so": lambda r, k: tuple(r.made_so([k.release], Preset(destination=Destination(WEBSITE)))),
    "copies_in": lambda r, k: tuple(r.copies_in([k.release]).values()),
    "copies_made_of": lambda r, k: r.copies_made_of([k.photo]),
    "copies_showing": lambda r, k: r.copies_showing([k.subject]),
    "copies_to_take_down": lambda r, k: r.copies_to_take_down(k.release),
    "depicted": lambda r, k: tuple(r.depicted([k.photo]).values()),
    "document": lambda r, k: r.document(k.document),
    "edition_draft": lambda r, k: r.edition_draft(k.edition.replace("issued", "own")),
    "enrolments": lambda r, k: tuple(r.enrolments([k.subject]).values()),
    "entries": lambda r, k: r.entries([k.serial]),
    "event": lambda r, k: replace(r.event(k.album), name=""),
    "form": lambda r, k: r.form(k.serial),
    "must_be_as_printed": lambda r, k: r.must_be_as_printed(k.serial),
    "forms_numbered": lambda r, k: r.forms_numbered([k.serial]),
    "grey_copy": lambda r, k: r.grey_copy(k.photo),
    "guardians": lambda r, k: r.guardians([k.guardian]),
    "guardianships": lambda r, k: tuple(r.guardianships([k.subject]).values()),
    "inbox_files": lambda r, k: r.inbox_files([k.file]),
    "inbox_page": lambda r, k: r.inbox_page(k.page),
    "inbox_pages_in": lambda r, k: r.inbox_pages_in(k.file),
    "inbox_sheet": lambda r, k: r.inbox_sheet(k.sheet),
    "inbox_sheets_naming": lambda r, k: r.inbox_sheets_naming(k.subject),
    "inbox_sheets_numbered": lambda r, k: r.inbox_sheets_numbered([k.returned]),
    "issued_edition": lambda r, k: r.issued_edition(k.edition),
    "ledger_of_photos": lambda r, k: r.ledger_of_photos([k.photo]),
    "look_alikes": lambda r, k: r.look_alikes(_looks(k), copies=True),
    "permissions": lambda r, k: tuple(r.permissions([k.subject], DAY).values()),
    "photo": lambda r, k: r.photo(k.photo),
    "photo_names_among": lambda r, k: r.photo_names_among([f"IMG_{k.album.split()[-1]}.jpg"]),
    "photo_with": lambda r, k: r.photo_with(k.picture.sha256),
    "photos": lambda r, k: r.photos([k.photo]),
    "photos_of": lambda r, k: r.photos_of(k.subject),
    "prints": lambda r, k: tuple(r.prints([k.photo]).values()),
    "photos_on": lambda r, k: r.photos_on(k.subject, DAY),
    "pictured": lambda r, k: r.pictured([k.photo], DAY),
    "recognise": lambda r, k: r.recognise([k.picture]),
    "registered": lambda r, k: r.registered(k.photo),
    "scans_of_others": lambda r, k: r.scans_of_others([k.document], SubjectId(0)),
    "serials_about": lambda r, k: r.serials_about(k.album),
    "serials_numbered": lambda r, k: r.serials_numbered(k.journal_number),
    "standing": lambda r, k: [p.state for p in r.standing([k.subject])[k.subject].values()],
    "subject": lambda r, k: r.subject(k.subject),
    "subject_on": lambda r, k: r.subject_on(k.subject, DAY),
    "subjects": lambda r, k: r.subjects([k.subject]),
    "texts": lambda r, k: r.texts([k.text]),
    "with_shapes": lambda r, k: r.with_shapes([k.photo]),
}
"""Questions about one thing."""

RESTS_ON_OTHERS = frozenset(
    {
        "may",
        "must",
        "sit",
        "told",
        *("institution", "policy", "policy_name", "today"),  # its own row
        *("check_chain", "counted", "settle", "learn_photo_names"),  # nothing is told
        *("edition_in", "kept_in"),  # of a row that another question found
        *("facts_told", "guardianships_on", "people_on"),  # of acts that another question found
        *("seats_of", "maybe_one_person"),  # of clerks that another question found
        "erased_on",  # by its own erasures
        *("policies_before", "purposes_of"),  # of its own acts and releases
        "touched_since",  # of a line of its own ledger
        "inbox_file",  # by the digest of bytes; both may have the same file
    }
)


def _looks(known: Known) -> Perceptual:
    return known.picture.perceptual or Perceptual((2**64 - 1,) * 3, bytes(32 * 32))


def _told(register: Register, ask: Ask) -> object:
    with register.read() as reader:
        return ask(reader)


def _of(register: Register, ask: AskFor, known: Known) -> object:
    """The answer, or by what it was refused."""
    try:
        return _told(register, lambda reader: ask(reader, known))
    except ConsentDeskError as error:
        return type(error), error.problem


def test_every_question_is_tried() -> None:
    asked = {name for name in dir(Reader) if not name.startswith("_")}
    assert asked - {*EVERYTHING, *OF_ONE} == RESTS_ON_OTHERS & asked


def test_nothing_one_institution_has_changes_what_another_is_told(street: Street) -> None:
    told = {name: _told(street.mine, ask) for name, ask in EVERYTHING.items()}
    assert told == street.alone


def test_what_a_neighbour_has_is_as_what_does_not_exist(street: Street) -> None:
    odd = [
        name
        for name, ask in OF_ONE.items()
        if _of(street.mine, ask, street.known) != _of(street.mine, ask, NOWHERE)
    ]
    # Whoever has it is told, or the question asks nothing.
    silent = [
        name
        for name, ask in OF_ONE.items()
        if _of(street.theirs, ask, street.known) == _of(street.theirs, ask, NOWHERE)
    ]
    assert (odd, silent) == ([], [])


Deed = Callable[[Writer, Known], object]
DEEDS: dict[str, Deed] = {
    "add a guardian to a child": lambda w, k: w.set_guardianship(
        Guardianship(guardian=w.add_guardian("Eva"), subject=k.subject)
    ),
    "end custody": lambda w, k: w.remove_guardianship(
        Guardianship(guardian=k.guardian, subject=k.subject)
    ),
    "change a person": lambda w, k: w.change_subject(
        replace(w.subject(k.subject), left_on=DAY), mistaken=True
    ),
    "remove a person": lambda w, k: w.remove_subject(k.subject),
    "throw a person away": lambda w, k: w.throw_away_subject(k.subject),
    "withdraw": lambda w, k: w.append(
        Withdrawn(
            subject=k.subject,
            purposes=(WEBSITE,),
            on=DAY,
            signer=SELF,
            channel=Channel.PHONE,
            by=None,
        )
    ),
    "file a form": lambda w, k: w.file_entry(entry(w, k.subject, k.serial), (WEBSITE,)),
    "attach a scan": lambda w, k: w.attach_scan(k.serial, None),
    "bind a form": lambda w, k: w.bind_form(k.serial, child(w)),
    "vouch for a photo": lambda w, k: w.append(
        Attested(photo=k.photo, kind=None, shows=(k.subject,), visible=1)
    ),
    "describe a photo": lambda w, k: w.set_photo(replace(w.photo(k.photo), album="Mine")),
    "name somebody on a photo": lambda w, k: w.set_depictions(k.photo, ()),
    "name a neighbour's child": lambda w, k: w.set_depictions(
        PhotoId(_own_photo(w)), [Depiction(PhotoId(_own_photo(w)), k.subject)]
    ),
    "make a file a neighbour's photo": lambda w, k: w.add_alias(k.photo, print_of(77)),
    "throw a photo away": lambda w, k: w.throw_away_photo(k.photo),
    "put a person back": lambda w, k: w.put_back(subject=k.subject),
    "empty the trash": lambda w, k: w.empty_trash([k.trash]),
    "say where it was posted": lambda w, k: w.set_link(k.release, "https://example.com"),
    "take it down": lambda w, k: w.append(TakenDown(release=k.release, note=None)),
    "let a neighbour's photo out": lambda w, k: released_all(w, copy_of(k.photo, k.subject)),
    "accept a sheet": lambda w, k: w.set_inbox_sheet(k.sheet, SheetState.ACCEPTED, DRAFT),
    "close a sheet": lambda w, k: w.close_inbox_sheet(k.sheet, k.serial),
    "put a page aside": lambda w, k: w.set_inbox_page_aside(k.page, aside=True),
    "place a page": lambda w, k: w.place_inbox_page(k.page, None),
    "forget pages": lambda w, k: w.forget_inbox_pages([k.page]),
    "forget a child's sheets": lambda w, k: w.forget_inbox_of(k.subject),
    "change a draft edition": lambda w, k: w.set_edition_draft(
        k.edition.replace("issued", "own"), 1, "{1}"
    ),
    "drop a draft edition": lambda w, k: w.drop_edition_draft(k.edition.replace("issued", "own")),
    "keep a preset": lambda w, _k: w.set_preset(Preset(destination=Destination("website"))),
    "forget a preset": lambda w, _k: w.forget_preset(Preset(destination=Destination("website"))),
    "say that nothing was posted": lambda w, k: w.set_not_posted(k.release),
    "say what an event was": lambda w, k: w.set_event(Event(name=k.album, groups=("Mine",))),
}


def _ended(register: Register, deed: Deed, known: Known) -> object:
    """By what it was refused; None where it was done."""
    try:
        with writing(register, NOW + timedelta(hours=1)) as writer:
            deed(writer, known)
    except ConsentDeskError as error:
        return type(error), error.problem
    return None


def _own_photo(writer: Writer) -> int:
    return writer.find_photos(PhotoFilter())[0]


def test_no_deed_reaches_a_neighbour(street: Street) -> None:
    known = street.known
    before = _all_of(street.theirs, known)
    for name, deed in DEEDS.items():
        ends = [_ended(street.mine, deed, one) for one in (known, NOWHERE)]
        assert (name, ends[0]) == (name, ends[1])
        assert (name, _all_of(street.theirs, known)) == (name, before)
    assert verify(street.theirs).ok
    assert verify(street.mine).ok


def _all_of(register: Register, known: Known) -> list[object]:
    return [
        *(_told(register, ask) for ask in EVERYTHING.values()),
        *(_of(register, ask, known) for ask in OF_ONE.values()),
    ]
