"""Taking back: withdrawals and objections, and what must be taken down because of them.

No reason is asked and no more steps than recording it (R7, R19). Leaves what a withdrawal does to a
permission to `domain.consent`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Channel, Digest, Objected, ObjectionLifted, Purpose, Withdrawn
from consentdesk.domain.consent import objection
from consentdesk.domain.people import SELF, UNSTATED, Signer, SubjectId, guardian_signer
from consentdesk.domain.releases import Release, StillOut
from consentdesk.errors import BadInput, Problem
from consentdesk.services.roster import guardians_called, guardians_partly_called
from consentdesk.services.texts import line

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer

EVERYTHING = 1_000_000
"""More releases than one subject can be in; a list for take-down must never be cut off."""


def withdraw(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    subject: SubjectId,
    purposes: Sequence[Purpose] | None = None,
    by: str = "",
    channel: Channel = Channel.OTHER,
) -> tuple[Release, ...]:
    """Take back the subject's permissions, all of them unless purposes are named.

    Effective at the next check. Who withdraws needs no right and no known name: `by` may be "self",
    a guardian's id or name, any other text, or nothing. Returns the releases still out that show
    the subject and went where permission is now gone, newest first. Raises BadInput:
    UNKNOWN_SUBJECT, UNKNOWN_PURPOSE and what `texts` refuses.
    """
    with register.write(clerk, at) as writer:
        policy = writer.policy
        gone = policy.purposes if purposes is None else tuple(dict.fromkeys(purposes))
        unknown = [p for p in gone if p not in policy.purposes]
        if unknown or not gone:
            raise BadInput(
                Problem.UNKNOWN_PURPOSE,
                given=tuple(unknown) or ("–",),
                choices=tuple(policy.purposes),
            )
        writer.subject(subject)
        signer, text = _who(writer, subject, by)
        writer.append(
            Withdrawn(
                subject=subject,
                purposes=tuple(gone),
                on=writer.today(at),
                signer=signer,
                channel=channel,
                by=text,
            )
        )
        return releases_showing(writer, subject, gone)


def object_to(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    subject: SubjectId,
    by: str = "",
    channel: Channel = Channel.OTHER,
) -> tuple[Release, ...]:
    """Record that the subject does not want to be shown, situation photos included (R19).

    Returns every release still out that shows the subject, newest first. Raises BadInput:
    UNKNOWN_SUBJECT and what `texts` refuses.
    """
    with register.write(clerk, at) as writer:
        writer.subject(subject)
        said = line(by, "by")
        digest = writer.digest_text(said) if said else None
        writer.append(Objected(subject=subject, channel=channel, by=digest))
        return releases_showing(writer, subject, writer.policy.purposes)


def lift_objection(register: Register, clerk: str, at: datetime, *, subject: SubjectId) -> None:
    """Record that the objection no longer stands; raises BadInput(NO_OBJECTION) without one.

    Assessments made before the objection stay re-opened (R20).
    """
    with register.write(clerk, at) as writer:
        person = writer.subject(subject)
        acts = writer.acts([subject])[subject]
        if objection(acts, subject, writer.policy, writer.today(at)) is None:
            raise BadInput(Problem.NO_OBJECTION, subject=person.name)
        writer.append(ObjectionLifted(subject=subject))


def releases_showing(
    reader: Reader, subject: SubjectId, purposes: Sequence[Purpose]
) -> tuple[Release, ...]:
    """The releases of which a copy still out shows the subject uncovered, newest first.

    Only those that were for one of the purposes; one that rested on no permission, for a
    destination that the policy no longer names, counts as concerned.
    """
    out = out_showing(reader, subject)
    were = reader.purposes_of(out)
    return tuple(r for r in out if were[r.id] is None or were[r.id] in purposes)


def still_out(reader: Reader, subject: SubjectId) -> StillOut:
    """What is out there of somebody, whatever the reason it must come down for, or may stay."""
    due = rest = 0
    for release in out_showing(reader, subject):
        must, shown = reader.copies_to_take_down(release.id), release.out_showing((subject,))
        due += len(set(must) & set(shown))
        rest += len(set(shown) - set(must))
    return StillOut(due=due, rest=rest)


def out_showing(reader: Reader, subject: SubjectId) -> tuple[Release, ...]:
    """Every release of which a copy still out shows the subject uncovered, newest first."""
    every = reader.releases(subject=subject, limit=EVERYTHING)
    return tuple(release for release in every if release.out_showing((subject,)))


def _who(writer: Writer, subject: SubjectId, by: str) -> tuple[Signer, Digest | None]:
    """The signer meant, and the digest of what was said where it names nobody known.

    A custody holder's own no stands (R5), so one who is meant without doubt is not missed for want
    of a whole name.
    """
    said = line(by, "by")
    if said == "self":
        return SELF, None
    found = guardians_called(writer, subject, said) if said else ()
    if said and not found:
        found = guardians_partly_called(writer, subject, said)
    if len(found) == 1:
        return guardian_signer(found[0]), None
    return UNSTATED, writer.digest_text(said) if said else None
