"""Every code as a sentence: reasons, refusals and errors, in the language spoken.

The only place where a code becomes text. Single words come from `words` and are handed on from
here, so windows and command line need import only this module. A sentence says what happened, why,
and what to do, in that order and in at most three short sentences; it blames nobody.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum

from consentdesk.domain.acts import Serial
from consentdesk.domain.serials import LENGTH, shown_serial
from consentdesk.domain.verdict import ReasonCode
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _, format_date, format_datetime
from consentdesk.words import (
    act_word,
    channel_word,
    destination_phrase,
    destination_word,
    form_state_word,
    guardians_needed_word,
    kind_word,
    lapse_mode_word,
    match_word,
    outcome_word,
    purpose_phrase,
    purpose_word,
    question_text,
    rule_kind_word,
    state_word,
)

__all__ = [
    "act_word",
    "channel_word",
    "destination_phrase",
    "destination_word",
    "form_state_word",
    "guardians_needed_word",
    "kind_word",
    "lapse_mode_word",
    "match_word",
    "outcome_word",
    "problem_sentence",
    "problem_sentences",
    "purpose_phrase",
    "purpose_word",
    "question_text",
    "reason_sentence",
    "rule_kind_word",
    "state_word",
]


class _Facts(dict[str, str]):
    """Facts for a sentence; one that was not handed along shows as an ellipsis, not as a crash."""

    def __missing__(self, key: str) -> str:
        return "…"


def problem_sentence(error: ConsentDeskError) -> str:
    """What happened, why, and what to do."""
    facts = _Facts({key: _shown(key, value) for key, value in error.facts.items()})
    return problem_sentences()[error.problem].format_map(facts)


def _shown(key: str, value: object) -> str:
    """A fact as it stands in a sentence: dates and serials written out, purposes by their word."""
    match value:
        case datetime():
            return format_datetime(value)
        case date():
            return format_date(value)
        case str() if key == "serial" and len(value) == LENGTH:
            return shown_serial(Serial(value))
        case str() if key == "purpose":
            return purpose_phrase(value)
        case str() if key == "destination":
            return destination_phrase(value)
        case Enum():
            return str(value.value)
        case str():
            return value
        case Iterable():
            return ", ".join(_shown(key.removesuffix("s"), one) for one in value)
        case _:
            return str(value)


def problem_sentences() -> dict[Problem, str]:
    """The sentence for each code, by the alphabet; `{facts}` are filled in by the caller."""
    return {
        Problem.BACKUP_NOT_A_REGISTER: _(
            "{path} is not a backup of a register. Nothing was restored. Choose a file that "
            "ConsentDesk wrote as a backup."
        ),
        Problem.CANCELLED: _("Stopped. Nothing more was done."),
    }


def reason_sentence(code: ReasonCode, name: str, destination: str) -> str:
    """Why a picture may not go, as one sentence.

    `name` is the person concerned, "" where nobody is or where names are not to be shown;
    `destination` is spelt as in the policy file.
    """
    who = name or _("someone in the picture")
    text = _reasons()[code].format(name=who, destination=destination_phrase(destination))
    return text[:1].upper() + text[1:]


def _reasons() -> dict[ReasonCode, str]:
    return {**_reasons_about_people(), **_reasons_about_pictures()}


def _reasons_about_people() -> dict[ReasonCode, str]:
    return {
        ReasonCode.NEVER_ASKED: _("{name} has never been asked about {destination}."),
        ReasonCode.ASKED_ONLY: _(
            "{name} has been asked about {destination}, but no signed form has come back."
        ),
        ReasonCode.NOT_JOURNALED: _(
            "The signed form from {name} about {destination} is not journaled yet."
        ),
        ReasonCode.REFUSED: _("{name} has no permission for {destination}: the answer was no."),
        ReasonCode.WITHDRAWN: _("The permission for {name} and {destination} was withdrawn."),
        ReasonCode.LAPSED: _("The permission for {name} and {destination} has run out."),
        ReasonCode.CAME_OF_AGE: _(
            "{name} is now old enough to sign, and a guardian's permission for {destination} "
            "stands alone."
        ),
        ReasonCode.SECOND_GUARDIAN_MISSING: _(
            "The permission for {name} and {destination} lacks the other guardian's signature."
        ),
        ReasonCode.OBJECTED: _("{name} does not want to be shown."),
        ReasonCode.PROTECTED: _("{name} may never be shown."),
    }


def _reasons_about_pictures() -> dict[ReasonCode, str]:
    return {
        ReasonCode.UNKNOWN_PHOTO: _("The picture is not in the register."),
        ReasonCode.NEAR_MATCH: _(
            "The picture looks like one in the register; nobody has said whether it is the same."
        ),
        ReasonCode.KIND_UNSET: _(
            "Nobody has said whether it is a portrait, a situation photo or without people."
        ),
        ReasonCode.NOT_ATTESTED: _("Nobody has confirmed that everyone recognisable is named."),
        ReasonCode.MORE_VISIBLE_THAN_NAMED: _("More people are recognisable than are named."),
        ReasonCode.MORE_FACES_THAN_NAMED: _(
            "More faces were counted than people were said to be recognisable."
        ),
        ReasonCode.NOT_ASSESSED: _("The situation photo has not been assessed for {destination}."),
        ReasonCode.ASSESSED_WITHHOLD: _(
            "The situation photo was assessed, and is not to go to {destination}."
        ),
        ReasonCode.SENSITIVE: _(
            "The situation is sensitive, so everyone shown needs a permission for {destination}."
        ),
        ReasonCode.NO_RIGHTS: _("Photographer or right to use is missing."),
        ReasonCode.UNREADABLE: _("The file can't be read as a picture."),
    }
