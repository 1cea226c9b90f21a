"""What must come down because the yes it rests on turned out to be none, on both engines."""

from dataclasses import replace
from datetime import date, timedelta

from consentdesk.domain.consent import PermissionState
from consentdesk.domain.people import SELF, Guardianship, SubjectId, guardian_signer
from consentdesk.domain.photos import ReleaseId
from consentdesk.storage.register import Register
from consentdesk.storage.writing import Writer
from tests.factories import DAY, NOW, WEBSITE, withdrawn
from tests.storage.desk import (
    answer,
    child,
    copy_of,
    entry,
    family,
    form,
    journaled_yes,
    portrait,
    released_all,
    void,
    writing,
    yes,
)


def _relying(writer: Writer, number: int, who: SubjectId) -> ReleaseId:
    """A release of a portrait that rests on the subject's latest yes."""
    copy = copy_of(portrait(writer, number, who), who)
    copy = replace(copy, permissions=(answer(writer, who),))
    return released_all(writer, copy)


def _both_signed(writer: Writer, name: str = "Noah Lund") -> tuple[SubjectId, int, int]:
    """A child whose mother's and then whose father's yes is filed, and the numbers of the two."""
    noah, _, _ = journaled_yes(writer, name)
    father = writer.add_guardian("Per Lund")
    writer.set_guardianship(Guardianship(guardian=father, subject=noah))
    first, serial = answer(writer, noah), form(writer, noah)
    writer.append(yes(noah, father, serial))
    writer.file_entry(entry(writer, noah, serial), (WEBSITE,))
    return noah, first, answer(writer, noah)


def _due_for(writer: Writer, who: SubjectId) -> list[ReleaseId]:
    """What must be taken down because of somebody; the ways to ask agree."""
    found = [r.id for r in writer.releases(to_take_down=True, subject=who)]
    assert writer.counts(DAY).open_takedowns == len(found)
    assert [r for r in found if writer.copies_to_take_down(r) != (0,)] == []
    return found


def _filed_again(writer: Writer, who: SubjectId) -> None:
    """A further yes by the mother, filed."""
    mother = writer.guardianships([who])[who][0].guardian
    serial = form(writer, who)
    writer.append(yes(who, mother, serial))
    writer.file_entry(entry(writer, who, serial), (WEBSITE,))


def test_r7_a_withdrawal_that_counts_again_takes_down_what_left_meanwhile(
    register: Register,
) -> None:
    """Its number is older than the release: it was taken for a mistake, and was none."""
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        (act,) = writer.append(withdrawn(noah))
        correction = void(writer, act.number).number
        id = _relying(writer, 1, noah)
        assert _due_for(writer, noah) == []
        void(writer, correction)
        assert _due_for(writer, noah) == [id]


def test_r5_a_no_that_stands_once_custody_is_told_takes_down_what_left_before(
    register: Register,
) -> None:
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        father = writer.add_guardian("Per Lund")
        contact = Guardianship(guardian=father, subject=noah, custody=False)
        writer.set_guardianship(contact)
        writer.append(withdrawn(noah, signer=guardian_signer(father)))
        _filed_again(writer, noah)
        id = _relying(writer, 1, noah)
        assert _due_for(writer, noah) == []
        writer.set_guardianship(replace(contact, custody=True))
        assert _due_for(writer, noah) == [id]


def test_r9_a_voided_yes_is_not_made_good_by_one_that_had_lapsed_before(
    register: Register,
) -> None:
    long_ago = NOW - timedelta(days=900)
    with writing(register, long_ago) as writer:
        noah, mother = family(writer)
        serial = form(writer, noah)
        writer.append(yes(noah, mother, serial, signed_on=long_ago.date()))
        writer.file_entry(entry(writer, noah, serial), (WEBSITE,))
    with writing(register) as writer:
        writer.refresh_standing(DAY)
        _filed_again(writer, noah)
        id = _relying(writer, 1, noah)
        number = writer.standing([noah])[noah][WEBSITE].decision
        assert number is not None and _due_for(writer, noah) == []
        void(writer, number)
        assert writer.standing([noah])[noah][WEBSITE].state is PermissionState.LAPSED
        assert _due_for(writer, noah) == [id]
        _filed_again(writer, noah)
        assert _due_for(writer, noah) == []
    with writing(register, NOW + timedelta(days=900)) as writer:
        writer.refresh_standing(writer.today(writer.at))
        assert writer.standing([noah])[noah][WEBSITE].state is PermissionState.LAPSED
        assert _due_for(writer, noah) == [], "the new one has only lapsed"


def test_r12_paper_that_was_filed_by_mistake_takes_down_what_it_let_out(
    register: Register,
) -> None:
    with writing(register) as writer:
        noah, serial, filed = journaled_yes(writer)
        id = _relying(writer, 1, noah)
        void(writer, filed.number)
        assert _due_for(writer, noah) == [id]
        writer.file_entry(entry(writer, noah, serial), (WEBSITE,))
        assert _due_for(writer, noah) == []


def test_r3_a_yes_by_somebody_who_had_no_right_takes_down_what_it_let_out(
    register: Register,
) -> None:
    """The end of custody was told late; the birth date was a year off."""
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        (mine,) = writer.guardianships([noah])[noah]
        ended = _relying(writer, 1, noah)
        writer.set_guardianship(replace(mine, until=DAY))
        assert _due_for(writer, noah) == [], "she had it on the day she signed"
        writer.set_guardianship(replace(mine, until=DAY - timedelta(days=1)))
        assert _due_for(writer, noah) == [ended]
        writer.set_guardianship(mine)
        assert _due_for(writer, noah) == []
        ella = child(writer, "Ella Holm", born=date(2011, 3, 1))
        serial = form(writer, ella)
        writer.append(replace(yes(ella, mine.guardian, serial), signer=SELF))
        writer.file_entry(entry(writer, ella, serial), (WEBSITE,))
        signed = _relying(writer, 2, ella)
        assert _due_for(writer, ella) == []
        writer.change_subject(replace(writer.subject(ella), born=date(2012, 3, 1)))
        assert _due_for(writer, ella) == [signed]


def test_r5_what_rests_on_two_signatures_comes_down_when_one_was_a_mistake(
    register: Register,
) -> None:
    with writing(register) as writer:
        writer.set_settings({"guardians_needed": "all"})
        noah, first, _ = _both_signed(writer)
        id = _relying(writer, 1, noah)
        assert _due_for(writer, noah) == []
        void(writer, first)
        assert _due_for(writer, noah) == [id]


def test_r5_half_of_two_signatures_stays_listed_when_the_child_leaves(register: Register) -> None:
    with writing(register) as writer:
        writer.set_settings({"guardians_needed": "all"})
        noah, first, _ = _both_signed(writer)
        ella, hers, _ = _both_signed(writer, "Ella Holm")
        id = _relying(writer, 1, noah)
        void(writer, first)
        assert _due_for(writer, noah) == [id]
        writer.change_subject(replace(writer.subject(noah), left_on=DAY))
        _relying(writer, 2, ella)
        writer.change_subject(replace(writer.subject(ella), left_on=DAY))
    with writing(register, NOW + timedelta(days=5)) as writer:
        writer.refresh_standing(writer.today(writer.at))
        assert writer.standing([noah])[noah][WEBSITE].state is PermissionState.LAPSED
        assert _due_for(writer, noah) == [id], "half a yes has not lapsed"
        assert writer.releases(to_take_down=True, subject=ella) == ()
        away = DAY - timedelta(days=3)
        writer.change_subject(replace(writer.subject(noah), left_on=away))
        assert _due_for(writer, noah) == [id], "whenever the last day is told"
        void(writer, hers)
        writer.change_subject(replace(writer.subject(ella), left_on=away))
        assert len(writer.releases(to_take_down=True)) == writer.counts(DAY).open_takedowns == 2


def test_r5_half_of_two_signatures_given_since_makes_nothing_good_by_lapsing(
    register: Register,
) -> None:
    with writing(register) as writer:
        writer.set_settings({"guardians_needed": "all"})
        noah, first, second = _both_signed(writer)
        id = _relying(writer, 1, noah)
        void(writer, first)
        void(writer, second)
        _filed_again(writer, noah)
        assert _due_for(writer, noah) == [id], "the father has yet to sign"
    with writing(register, NOW + timedelta(days=900)) as writer:
        writer.refresh_standing(writer.today(writer.at))
        assert writer.standing([noah])[noah][WEBSITE].state is PermissionState.LAPSED
        assert _due_for(writer, noah) == [id]


def test_r5_two_signatures_given_since_make_it_good_though_they_lapse(register: Register) -> None:
    with writing(register) as writer:
        writer.set_settings({"guardians_needed": "all"})
        noah, first, _ = _both_signed(writer)
        id = _relying(writer, 1, noah)
        void(writer, first)
        assert _due_for(writer, noah) == [id]
        _filed_again(writer, noah)
        assert _due_for(writer, noah) == []
    with writing(register, NOW + timedelta(days=900)) as writer:
        writer.refresh_standing(writer.today(writer.at))
        assert _due_for(writer, noah) == []


def test_r5_a_rule_set_later_on_the_day_of_the_release_makes_nothing_a_mistake(
    register: Register,
) -> None:
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        father = writer.add_guardian("Per Lund")
        writer.set_guardianship(Guardianship(guardian=father, subject=noah))
        id = _relying(writer, 1, noah)
    with writing(register, NOW + timedelta(hours=1)) as writer:
        writer.set_settings({"guardians_needed": "all"})
        writer.change_subject(replace(writer.subject(noah), group="3.B"))
        assert _due_for(writer, noah) == [], "one signature was enough when it left"
        second = _relying(writer, 2, noah)
        writer.change_subject(replace(writer.subject(noah), group="3.C"))
        assert _due_for(writer, noah) == [second]
    with writing(register, NOW + timedelta(days=1)) as writer:
        writer.set_settings({"guardians_needed": "one"})
        writer.set_settings({"guardians_needed": "all"})
        assert _due_for(writer, noah) == [second]
        void(writer, answer(writer, noah))
        assert _due_for(writer, noah) == [second, id]


def test_r9_what_lapsed_by_time_alone_is_not_listed_whatever_is_told_of_the_person(
    register: Register,
) -> None:
    """Moved up a class, left, come of age; and a new form that is not filed yet."""
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer, born=DAY.replace(year=DAY.year - 15, day=20))
        ella, _, _ = journaled_yes(writer, "Ella Holm")
        mia, _, _ = journaled_yes(writer, "Mia Friis")
        for number, who in enumerate((noah, ella, mia), 1):
            _relying(writer, number, who)
    with writing(register, NOW + timedelta(days=30)) as writer:
        today = writer.today(writer.at)
        writer.change_subject(replace(writer.subject(noah), group="9.A"))
        writer.change_subject(replace(writer.subject(ella), left_on=DAY - timedelta(days=3)))
        mother = writer.guardianships([mia])[mia][0].guardian
        writer.append(yes(mia, mother, form(writer, mia), signed_on=today))
        writer.change_subject(replace(writer.subject(mia), group="3.A"))
        states = writer.standing((noah, ella, mia))
        assert [states[s][WEBSITE].state for s in (noah, ella, mia)] == ["LAPSED"] * 2 + ["GRANTED"]
        assert writer.releases(to_take_down=True) == ()
        assert writer.counts(today).open_takedowns == 0
