"""What a pack tells of each photo: less than the register does, and never better than it.

Whatever speaks against a picture because of a person is one reason, NO_PERMISSION: who is
protected, objects or has withdrawn is nobody's business outside (R10).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Fingerprint, PhotoId, PhotoKind
from consentdesk.domain.verdict import Reason, ReasonCode, Verdict, reason, untelling
from consentdesk.services.check_pack.content import Entry, outcome_of

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

_ABOUT_THE_PICTURE = frozenset(
    {
        ReasonCode.KIND_UNSET,
        ReasonCode.NOT_ATTESTED,
        ReasonCode.MORE_VISIBLE_THAN_NAMED,
        ReasonCode.MORE_FACES_THAN_NAMED,
        ReasonCode.NOT_ASSESSED,
        ReasonCode.ASSESSED_WITHHOLD,
        ReasonCode.SECOND_PERSON_MISSING,
        ReasonCode.NO_RIGHTS,
    }
)
"""Reasons that are told as they are. SENSITIVE is left out: it never stands alone."""


def initials_of(reader: "Reader", judged: Iterable[Sequence[Verdict]]) -> Mapping[SubjectId, str]:
    """What everybody is called whom those verdicts speak of."""
    spoken = {why.subject for some in judged for v in some for why in v.reasons}
    people = reader.subjects(sorted(one for one in spoken if one is not None))
    return {subject: initials(person.name) for subject, person in people.items()}


def initials(name: str) -> str:
    """The first letters of the first and the last word: less tells less."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(f"{word[0].upper()}." for word in dict.fromkeys((*words[:1], *words[1:][-1:])))


def entries(
    reader: "Reader",
    photos: Sequence[PhotoId],
    verdicts: Mapping[PhotoId, Sequence[Verdict]],
    told: Mapping[SubjectId, str],
    people: dict[str, int],
) -> list[Entry]:
    """The photos without anything that tells which they are, or when they were taken in.

    On a situation photo nobody is told of by initials: what keeps that back is mostly somebody's
    objection or protection, where everybody else needs no permission at all.
    """
    known, kinds = reader.prints(photos), reader.photos(photos)
    digests = _digests(reader, {p: [seen for seen, _hashes in some] for p, some in known.items()})
    found = []
    for photo in photos:
        files, pictures = digests[photo]
        hashes = tuple(dict.fromkeys(one for _seen, some in known[photo] for one in some))
        whom = {} if kinds[photo].kind is PhotoKind.SITUATION else told
        less = tuple(_less(verdict, whom, people) for verdict in verdicts[photo])
        found.append(Entry(files, pictures, hashes, less))
    return found


def _digests(
    reader: "Reader", known: Mapping[PhotoId, Sequence[Fingerprint]]
) -> dict[PhotoId, tuple[tuple[bytes, ...], tuple[bytes, ...]]]:
    """Digests of files and of pictures by which the register itself takes a file for that photo."""
    nowhere = b"\0" * 32
    files = [(p, Fingerprint(one.sha256)) for p, some in known.items() for one in some]
    pictures = [
        (p, Fingerprint(nowhere, picture=one))
        for p, some in known.items()
        for one in dict.fromkeys(seen.picture for seen in some if seen.picture is not None)
    ]
    asked = [*files, *pictures]
    answers = reader.recognise([one for _photo, one in asked])
    kept: dict[PhotoId, tuple[list[bytes], list[bytes]]] = {photo: ([], []) for photo in known}
    for (photo, one), answer in zip(asked, answers, strict=True):
        if answer.photo != photo:
            continue
        if one.picture is None:
            kept[photo][0].append(one.sha256)
        else:
            kept[photo][1].append(one.picture)
    return {photo: (tuple(some), tuple(others)) for photo, (some, others) in kept.items()}


def _less(verdict: Verdict, told: Mapping[SubjectId, str], people: dict[str, int]) -> Verdict:
    """The verdict as the pack tells it; as severe as it was."""
    reasons: dict[Reason, None] = {}
    for why in verdict.reasons:
        if why.code in _ABOUT_THE_PICTURE:
            reasons[reason(why.code)] = None
        elif why.code is not ReasonCode.SENSITIVE:
            said = told.get(why.subject, "") if why.subject is not None else ""
            who = SubjectId(people.setdefault(said, len(people) + 1)) if said else None
            reasons[reason(ReasonCode.NO_PERMISSION, who)] = None
    if not reasons and verdict.reasons:
        reasons[reason(ReasonCode.NO_PERMISSION)] = None
    warnings = tuple(reason(why.code) for why in verdict.warnings if why.code in _ABOUT_THE_PICTURE)
    kept = untelling(reasons)
    return Verdict(verdict.destination, outcome_of(kept), kept, warnings)
