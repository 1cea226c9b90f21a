"""Every code has its words, in every language, and every sentence gets the facts it names."""

import ast
import re
import string
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

from consentdesk import i18n, wording, words
from consentdesk.domain.acts import ActKind, Channel
from consentdesk.domain.consent import Lack, PermissionState
from consentdesk.domain.inbox import Apart, Group, Note
from consentdesk.domain.journal import FormState
from consentdesk.domain.photos import Destination, Match, PhotoKind, Question
from consentdesk.domain.policy import GuardiansNeeded, LapseMode, RuleKind, parse_policy
from consentdesk.domain.verdict import Outcome, ReasonCode, Verdict
from consentdesk.errors import BadInput, Problem
from consentdesk.paths import policy_file
from consentdesk.refusals import lack_sentence
from consentdesk.storage.values import Tampering
from consentdesk.tampering import tampering_sentences
from tests.source import modules

WORDS: tuple[tuple[type[StrEnum], Callable[..., str]], ...] = (
    (ActKind, wording.act_word),
    (Apart, words.apart_word),
    (Apart, words.apart_sentence),
    (Channel, wording.channel_word),
    (FormState, wording.form_state_word),
    (Group, words.inbox_group_word),
    (GuardiansNeeded, wording.guardians_needed_word),
    (LapseMode, wording.lapse_mode_word),
    (Match, wording.match_word),
    (Note, words.note_sentence),
    (Outcome, wording.outcome_word),
    (PermissionState, wording.state_word),
    (PhotoKind, wording.kind_word),
    (Question, wording.question_text),
    (RuleKind, wording.rule_kind_word),
)

LANGUAGES = pytest.mark.parametrize("language", i18n.LANGUAGES)


@LANGUAGES
@pytest.mark.parametrize(("codes", "word"), WORDS)
def test_every_code_has_a_word_of_its_own(
    language: str, codes: type[StrEnum], word: Callable[..., str]
) -> None:
    i18n.use(language)
    words = [word(code) for code in codes]
    assert all(words)
    assert len(set(words)) == len(words)


@LANGUAGES
def test_every_problem_has_a_sentence_and_nothing_else_has(language: str) -> None:
    i18n.use(language)
    sentences = wording.problem_sentences()
    assert set(sentences) == set(Problem)
    assert list(Problem) == sorted(Problem), "keep them by the alphabet"


@LANGUAGES
def test_everything_that_verify_finds_has_a_sentence(language: str) -> None:
    i18n.use(language)
    said = tampering_sentences()
    assert set(said) == set(Tampering)
    assert len(set(said.values())) == len(said)
    assert "12" in wording.tampering_sentence(Tampering.CHAIN_BROKEN, 12)


@LANGUAGES
def test_a_sentence_is_short_and_blames_nobody(language: str) -> None:
    i18n.use(language)
    for problem, sentence in wording.problem_sentences().items():
        whole = re.sub(r"\{[a-z_]+\}|\(.*?\)|“.*?”|».*?«", "x", sentence)
        assert len(re.findall(r"[.?](?:\s|$)", whole)) <= 3, f"{problem}: {sentence}"
        assert not re.search(r"!|invalid|illegal|ugyldig|ulovlig|ogiltig|olaglig", sentence, re.I)
        assert sentence.endswith((".", "?", ":", "}")), f"{problem}: {sentence}"


@LANGUAGES
@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_has_a_sentence(language: str, code: ReasonCode) -> None:
    i18n.use(language)
    sentence = wording.reason_sentence(code, "Noah L.", "facebook")
    assert sentence.endswith(".")
    assert "{" not in sentence


@LANGUAGES
def test_whatever_a_yes_still_lacks_is_said_with_what_to_do(language: str) -> None:
    i18n.use(language)
    said = [lack_sentence(lack, "Noah L.") for lack in Lack]
    assert len(set(said)) == len(Lack)
    assert all("{" not in sentence and sentence.endswith(".") for sentence in said)


def test_a_missing_signature_asks_for_a_form_for_the_other_guardian() -> None:
    i18n.use("da")
    said = lack_sentence(Lack.SECOND_GUARDIAN, "Noah L.")
    assert said.startswith("Tilladelsen gælder ikke endnu.")
    assert said.endswith("Udskriv en formular til den anden værge.")


def test_a_reason_names_the_person_or_nobody() -> None:
    named = wording.reason_sentence(ReasonCode.NEVER_ASKED, "Noah L.", "website")
    assert named == "Noah L. has never been asked about the website."
    unnamed = wording.reason_sentence(ReasonCode.NEVER_ASKED, "", "website")
    assert unnamed == "Someone in the picture has never been asked about the website."


def test_a_protected_subject_gets_no_reason() -> None:
    """R10: why is not shown to those who need not know."""
    sentence = wording.reason_sentence(ReasonCode.PROTECTED, "Noah L.", "website")
    assert sentence == "Noah L. may never be shown."


@LANGUAGES
@pytest.mark.parametrize("policy", ["dk", "se"])
def test_every_purpose_and_destination_of_our_policies_has_a_word(
    language: str, policy: str
) -> None:
    i18n.use(language)
    rules = parse_policy(policy_file(policy).read_text("utf-8"))
    for purpose in rules.purposes:
        assert wording.purpose_word(purpose) != purpose.replace("_", " ")
    for destination in rules.destinations:
        assert wording.destination_word(destination) != destination


def test_a_purpose_of_ones_own_policy_shows_as_it_is_spelt() -> None:
    assert wording.purpose_word("year_book") == "year book"
    assert wording.destination_phrase("year_book") == "year book"


@LANGUAGES
def test_no_two_destinations_have_the_same_letters(language: str) -> None:
    i18n.use(language)
    places = tuple(parse_policy(policy_file("dk").read_text("utf-8")).destinations)
    own = ("news", "newspaper", "newsroom", "press_agency", "intr", "x", "year_book")
    marks = words.destination_marks((*own, *places))
    assert marks[len(own) :] == words.destination_marks(places)
    assert len({mark.casefold() for mark in marks}) == len(marks)
    assert max(map(len, marks)) <= 5


def test_facts_are_written_out() -> None:
    i18n.use("da")
    shown = {
        "day": (date(2026, 9, 4), "04-09-2026"),
        "serial": ("7K3M9QX7", "7K3M-9QX7"),
        "purposes": (("social_media", "website"), "sociale medier, hjemmesiden"),
        "path": (Path("a") / "b.jpg", str(Path("a") / "b.jpg")),
        "kind": (PhotoKind.PORTRAIT, "portrait"),
        "count": (3, "3"),
    }
    for key, (value, text) in shown.items():
        assert wording.shown_fact(key, value) == text


def test_a_fact_that_was_forgotten_leaves_a_readable_sentence() -> None:
    assert "…" in wording.problem_sentence(BadInput(Problem.BACKUP_NOT_A_REGISTER))


def _raised() -> Iterator[tuple[str, str, set[str]]]:
    """Every `SomeError(Problem.CODE, fact=…)` in the source whose facts can be read off."""
    for module in modules():
        for call in module.walk(ast.Call):
            if not call.args or any(keyword.arg is None for keyword in call.keywords):
                continue
            match call.args[0]:
                case ast.Attribute(value=ast.Name(id="Problem"), attr=code):
                    facts = {keyword.arg for keyword in call.keywords if keyword.arg}
                    yield module.at(call), code, facts


def test_every_sentence_gets_the_facts_it_names() -> None:
    sentences = wording.problem_sentences()
    wrong = []
    for place, code, facts in _raised():
        needed = {name for _t, name, _s, _c in string.Formatter().parse(sentences[Problem(code)])}
        if lacking := needed - facts - {None}:
            wrong.append(f"{place} {code} lacks {lacking}")
    assert not wrong, "\n" + "\n".join(wrong)


def _verdicts(**outcomes: Outcome) -> list[Verdict]:
    return [Verdict(Destination(place), outcome) for place, outcome in outcomes.items()]


def test_verdicts_are_told_in_one_sentence_that_leaves_no_place_out() -> None:
    yes, no, open_ = Outcome.CLEAR, Outcome.WITHHELD, Outcome.UNDECIDED
    tell = wording.verdict_sentence
    assert tell(_verdicts(website=yes, press=yes)) == "May be shown everywhere."
    assert tell(_verdicts(website=yes)) == "May be shown on the website."
    assert tell(_verdicts(website=no)) == "May not be shown on the website."
    assert tell(_verdicts(website=no, press=no)) == "May not be shown anywhere."
    assert tell(_verdicts(website=open_)) == "Not decided yet."
    assert tell([]) == "Not decided yet."
    assert tell(_verdicts(website=yes, facebook=no, press=no)) == (
        "May be shown on the website, but not on Facebook and in the press."
    )
    assert tell(_verdicts(website=open_, press=no)) == (
        "May not be shown in the press; not decided yet for the website."
    )
    assert tell(_verdicts(website=yes, a=open_, b=open_, c=open_, d=open_)) == (
        "May be shown on the website; not decided yet for 4 destinations."
    )
    assert tell(_verdicts(website=yes, press=no, intranet=open_)) == (
        "May be shown on the website, but not in the press; not decided yet for the intranet."
    )


@LANGUAGES
@pytest.mark.parametrize("outcome", [Outcome.WITHHELD, Outcome.UNDECIDED])
def test_no_sentence_about_verdicts_sounds_better_than_the_worst(
    language: str, outcome: Outcome
) -> None:
    i18n.use(language)
    every = {wording.verdict_sentence(_verdicts(a=Outcome.CLEAR, b=Outcome.CLEAR))}
    every.add(wording.verdict_sentence(_verdicts(a=Outcome.CLEAR)))
    for others in ((), (Outcome.CLEAR,), (Outcome.CLEAR, Outcome.UNDECIDED)):
        mixed = [Verdict(Destination(str(n)), o) for n, o in enumerate((outcome, *others))]
        assert wording.verdict_sentence(mixed) not in every


def test_every_reason_has_a_word() -> None:
    said = [words.reason_word(code) for code in ReasonCode]
    assert len(set(said)) == len(said)
