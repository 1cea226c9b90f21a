"""Short verbs for the store's tests: what a clerk does, straight through the writer."""

from contextlib import AbstractContextManager
from datetime import date, datetime

from consentdesk.domain.acts import Act, Attested, Corrected, Digest, Granted, Purpose, Serial
from consentdesk.domain.journal import OWN_SYSTEM, Form, JournalEntry
from consentdesk.domain.people import GuardianId, Guardianship, SubjectId, guardian_signer
from consentdesk.domain.photos import (
    Depiction,
    Destination,
    Fingerprint,
    Perceptual,
    Photo,
    PhotoId,
    PhotoKind,
    ReleaseId,
)
from consentdesk.domain.releases import Release, ReleasedCopy
from consentdesk.domain.serials import new_serial
from consentdesk.storage.register import Register
from consentdesk.storage.writing import Writer
from tests.factories import DAY, NOW, WEBSITE, WORDING

HOUSE = "Børnehuset Solen"
CLERK = "Anna Holm"
SEVEN = date(2019, 5, 3)
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"
GREY = bytes((x * 7 + y * y) % 256 for y in range(64) for x in range(64))


def writing(register: Register, at: datetime = NOW) -> AbstractContextManager[Writer]:
    """A transaction in the usual clerk's name."""
    return register.write(CLERK, at)


def child(writer: Writer, name: str = "Noah Lund", *, born: date = SEVEN) -> SubjectId:
    """A child of seven in class 2.A, without guardians."""
    return writer.enrol(name=name, born=born, group="2.A")


def family(
    writer: Writer, name: str = "Noah Lund", *, born: date = SEVEN
) -> tuple[SubjectId, GuardianId]:
    """A child and a mother with custody."""
    subject = child(writer, name, born=born)
    guardian = writer.add_guardian("Mette Lund")
    writer.set_guardianship(Guardianship(guardian=guardian, subject=subject))
    return subject, guardian


def form(
    writer: Writer,
    subject: SubjectId | None,
    purposes: tuple[Purpose, ...] = (WEBSITE,),
    serial: Serial | None = None,
) -> Serial:
    """A printed form."""
    sheet = Form(
        serial=serial or new_serial(),
        subject=subject,
        guardian=None,
        wording=WORDING,
        purposes=purposes,
        printed_at=NOW,
    )
    writer.issue_form(sheet)
    return sheet.serial


def yes(
    subject: SubjectId,
    guardian: GuardianId,
    serial: Serial,
    purpose: Purpose = WEBSITE,
    *,
    signed_on: date = DAY,
) -> Granted:
    """A yes signed by a guardian."""
    return Granted(
        subject=subject,
        purpose=purpose,
        serial=serial,
        signed_on=signed_on,
        signer=guardian_signer(guardian),
        wording=WORDING,
        validity_months=24,
    )


def entry(
    writer: Writer,
    subject: SubjectId,
    serial: Serial,
    *,
    number: str | None = None,
    system: str = OWN_SYSTEM,
    scan: Digest | None = None,
    paper_at: str = "Binder 3",
) -> JournalEntry:
    """A whole journal entry."""
    return JournalEntry(
        serial=serial,
        subject=subject,
        number=writer.next_journal_number() if number is None else number,
        system=system,
        received_on=DAY,
        subject_line="Photo permission",
        clerk=CLERK,
        scan=scan,
        paper_at=paper_at,
    )


def journaled_yes(
    writer: Writer,
    name: str = "Noah Lund",
    purposes: tuple[Purpose, ...] = (WEBSITE,),
    *,
    born: date = SEVEN,
) -> tuple[SubjectId, Serial, Act]:
    """A child whose mother's yes is filed: subject, form and the JOURNALED act."""
    subject, guardian = family(writer, name, born=born)
    serial = form(writer, subject, purposes)
    writer.append(*[yes(subject, guardian, serial, purpose) for purpose in purposes])
    return subject, serial, writer.file_entry(entry(writer, subject, serial), purposes)


def answer(writer: Writer, subject: SubjectId) -> int:
    """The number of the subject's latest yes."""
    return [a.number for a in writer.acts([subject])[subject] if isinstance(a.body, Granted)][-1]


def void(writer: Writer, number: int, subject: SubjectId | None = None) -> Act:
    """Say that an act was a mistake."""
    reason = writer.digest_text("The form of another Noah")
    (done,) = writer.append(Corrected(number=number, reason=reason, subject=subject, photo=None))
    return done


def print_of(number: int, *, hashes: tuple[int, ...] = (), grey: bytes = GREY) -> Fingerprint:
    """A fingerprint like no other's, with a perceptual part if hashes are given."""
    return Fingerprint(
        sha256=number.to_bytes(32, "big"),
        picture=(number + 1_000_000).to_bytes(32, "big"),
        perceptual=Perceptual(hashes, grey) if hashes else None,
    )


def portrait(
    writer: Writer, number: int, *shows: SubjectId, attested: bool = True, album: str = ""
) -> PhotoId:
    """A registered portrait that shows these subjects."""
    picture = Photo(
        id=PhotoId(0), name=f"IMG_{number:04d}.jpg", kind=PhotoKind.PORTRAIT, album=album
    )
    photo = writer.register_photo(picture, print_of(number))
    writer.set_depictions(photo, [Depiction(photo, s) for s in shows])
    if attested:
        writer.append(
            Attested(photo=photo, kind=PhotoKind.PORTRAIT, shows=shows, visible=len(shows))
        )
    return photo


def released(
    writer: Writer,
    photo: PhotoId,
    *shows: SubjectId,
    covered: tuple[SubjectId, ...] = (),
    destination: str = "website",
) -> ReleaseId:
    """A release of one clean copy."""
    return released_all(writer, copy_of(photo, *shows, covered=covered), destination=destination)


def copy_of(
    photo: PhotoId, *shows: SubjectId, covered: tuple[SubjectId, ...] = (), number: int = 1
) -> ReleasedCopy:
    """One clean copy."""
    return ReleasedCopy(
        photo=photo,
        output=f"trip-{number:03}.jpg",
        sha256_in=bytes(32),
        sha256_out=bytes([number]) * 32,
        shows=shows,
        covered=covered,
        permissions=(7,),
    )


def released_all(writer: Writer, *copies: ReleasedCopy, destination: str = "website") -> ReleaseId:
    """A release of several."""
    return writer.add_release(
        Release(
            id=ReleaseId(0),
            destination=Destination(destination),
            at=NOW,
            clerk=CLERK,
            folder="export",
            link="",
            copies=copies,
        )
    )
