"""Which digests in an act are of texts that somebody wrote."""

from consentdesk.domain.acts import (
    Act,
    Assessed,
    Corrected,
    Digest,
    Enrolled,
    EvidenceKind,
    Journaled,
    Objected,
    PackMade,
    Posted,
    TakenDown,
    Withdrawn,
)


def all_texts_of(act: Act) -> tuple[Digest, ...]:
    """The digests of every free text that an act tells."""
    match act.body:
        case Enrolled() as body:
            return (body.facts,)
        case Journaled() as body:
            return (body.journal_number, body.system, *texts_of(act))
        case Posted() as body:
            return (body.link,)
        case PackMade() as body:
            return body.events
        case _:
            return texts_of(act)


def texts_of(act: Act) -> tuple[Digest, ...]:
    """The digests of what was said in words of one's own, or tells of paper."""
    match act.body:
        case Journaled() as body:
            paper = body.evidence_kind is EvidenceKind.PAPER
            return (body.subject_line, *((body.evidence,) if paper else ()))
        case Withdrawn() | Objected() as body:
            return () if body.by is None else (body.by,)
        case Corrected() | Assessed() as body:
            return (body.reason,)
        case TakenDown() as body:
            return () if body.note is None else (body.note,)
        case _:
            return ()
