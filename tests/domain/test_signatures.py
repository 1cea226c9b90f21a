"""R5: who gets a form where all custody holders must sign."""

from datetime import date

from consentdesk.domain.acts import Body, Serial
from consentdesk.domain.people import GuardianId, guardian_signer
from consentdesk.domain.policy import GuardiansNeeded
from consentdesk.domain.signatures import still_to_sign
from tests import factories as make
from tests.domain.asking import BOTH, ledger

ALL = make.a_policy(guardians_needed=GuardiansNeeded.ALL)
FATHER = guardian_signer(make.FATHER)
SECOND = Serial("22222222")
TODAY = date(2026, 9, 21)
EVERYBODY = (make.MOTHER, make.FATHER)


def _wanted(*bodies: Body, on: date = TODAY) -> tuple[GuardianId, ...]:
    return still_to_sign(make.a_subject(), BOTH, ledger(*bodies), [make.WEBSITE], ALL, on)


def test_r5_nobody_has_signed_yet_so_everybody_must() -> None:
    assert _wanted() == EVERYBODY
    assert _wanted(make.asked()) == EVERYBODY


def test_r5_only_the_second_signature_is_wanted_once_the_first_is_journaled() -> None:
    assert _wanted(make.granted(), make.journaled()) == (make.FATHER,)
    by_him = make.granted(signer=FATHER)
    assert _wanted(by_him, make.journaled()) == (make.MOTHER,)


def test_r5_a_signature_that_is_not_journaled_is_still_wanted() -> None:
    assert _wanted(make.granted()) == EVERYBODY


def test_r5_whoever_has_said_no_is_not_what_is_waited_for() -> None:
    assert _wanted(make.refused()) == EVERYBODY


def test_r5_a_purpose_nobody_was_asked_about_is_everybodys_to_answer() -> None:
    acts = ledger(make.granted(), make.journaled())
    asked = [make.WEBSITE, make.SOCIAL_MEDIA]
    assert still_to_sign(make.a_subject(), BOTH, acts, asked, ALL, TODAY) == EVERYBODY


def test_r5_both_are_asked_again_when_both_signatures_have_run_out() -> None:
    both = (
        make.granted(),
        make.journaled(),
        make.granted(serial=SECOND, signer=FATHER),
        make.journaled(serial=SECOND),
    )
    assert _wanted(*both, on=date(2029, 9, 21)) == EVERYBODY
