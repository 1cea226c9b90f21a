"""The policy and an institution's settings: recorded, in force, and never changed unseen."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from consentdesk import paths
from consentdesk.domain.acts import ActKind, ControllerSet, PolicySet
from consentdesk.domain.consent import PermissionState
from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage import policies
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import SubjectFilter, Tampering
from tests.factories import DAY, NOW, WEBSITE
from tests.storage.desk import CLERK, child, journaled_yes, writing

THIRTEEN = date(2013, 1, 1)


def test_settings_lie_over_the_policy_file_and_are_recorded(register: Register) -> None:
    with register.read() as reader:
        assert reader.policy.age_limit == 15
    with writing(register) as writer:
        writer.set_settings({"age_limit": 13, "require_rights": True})
        assert writer.policy.age_limit == 13
    with register.read() as reader:
        assert reader.policy.age_limit == 13
        assert reader.policy.require_rights
        assert reader.institution.settings == {"age_limit": 13, "require_rights": True}
        body = reader.ledger(kinds=frozenset({ActKind.POLICY_SET}))[0].body
        assert isinstance(body, PolicySet)
        assert '"age_limit":13' in reader.texts([body.values])[body.values]


def test_setting_the_same_again_records_nothing(register: Register) -> None:
    with writing(register) as writer:
        writer.set_settings({"age_limit": 13})
    with writing(register) as writer:
        number = writer.head().number
        writer.set_settings({"age_limit": 13})
        assert writer.head().number == number


@pytest.mark.parametrize("settings", [{"age_limit": 99}, {"colour": "red"}, {"lapse_mode": 1}])
def test_a_bad_setting_is_refused(register: Register, settings: dict[str, object]) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.set_settings(settings)
    assert caught.value.problem is Problem.SETTING_UNUSABLE
    with register.read() as reader:
        assert reader.head().number == 2


def test_settings_that_decide_work_everybody_s_standing_out_again(register: Register) -> None:
    with writing(register) as writer:
        subject, _, _ = journaled_yes(writer, born=THIRTEEN)
        writer.set_settings({"age_limit": 13})
        assert writer.standing([subject])[subject][WEBSITE].state is not PermissionState.JOURNALED
    assert verify(register).ok
    with writing(register) as writer:
        writer.set_settings({})
    with register.read() as reader:
        assert reader.standing([subject])[subject][WEBSITE].state is PermissionState.JOURNALED


def test_settings_changed_past_the_ledger_close_the_register(register: Register) -> None:
    with register.connected(writes=True) as connection:
        connection.execute(
            sa.text("UPDATE text SET text = replace(text, '\"settings\":{}', '\"settings\":{ }')")
        )
        connection.commit()
    with pytest.raises(RegisterError) as caught, Register.open(register.location):
        pass
    assert caught.value.problem is Problem.REGISTER_DAMAGED


@pytest.fixture
def resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Policy files of this test's own."""
    folder = tmp_path / "resources"
    (folder / "policy").mkdir(parents=True)
    text = paths.policy_file("dk").read_text("utf-8")
    (folder / "policy" / "dk.toml").write_text(text, "utf-8")
    monkeypatch.setattr(paths, "resources_dir", lambda: folder)
    return folder


def _edit(resources: Path, old: str, new: str) -> None:
    path = resources / "policy" / "dk.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_new_policy_file_is_in_force_at_once_and_recorded_by_the_next_write(
    location: str, resources: Path
) -> None:
    with Register.open(location) as register, writing(register) as writer:
        subject, _, _ = journaled_yes(writer, born=THIRTEEN)
    _edit(resources, "age_limit = 15", "age_limit = 13")
    with Register.open(location) as register:
        with register.read() as reader:
            assert reader.policy.age_limit == 13
            assert reader.find_subjects(SubjectFilter(lacking=WEBSITE), DAY) == (subject,)
            assert reader.head().number == 7
        assert verify(register).ok
        with writing(register) as writer:
            child(writer, "Ella Holm")
        with register.read() as reader:
            recorded = reader.ledger(kinds=frozenset({ActKind.POLICY_SET}))
            assert [a.number for a in recorded] == [8, 2]
            state = reader.standing([subject])[subject][WEBSITE].state
            assert state is not PermissionState.JOURNALED
        assert verify(register).ok


def test_a_broken_policy_file_keeps_the_register_closed(location: str, resources: Path) -> None:
    _edit(resources, "age_limit = 15", "age_limit = 150")
    with pytest.raises(RegisterError) as caught:
        Register.open(location)
    assert caught.value.problem is Problem.POLICY_BROKEN
    assert caught.value.facts["line"]
    assert caught.value.facts["reason"] == "OUT_OF_RANGE"


def test_a_register_is_not_made_with_an_unknown_policy(empty: str) -> None:
    for policy in ("no", "../dk", "", "dk\x00"):
        with pytest.raises(BadInput) as caught:
            Register.create(empty, institution="Solen", policy=policy, clerk=CLERK, at=NOW)
        assert caught.value.problem is Problem.POLICY_UNKNOWN
    with pytest.raises(RegisterError) as missing:
        Register.open(empty)
    assert missing.value.problem is Problem.REGISTER_MISSING


def test_policy_texts_can_be_read_back() -> None:
    policy = policies.load_policy("se")
    text = policies.policy_text("se", {"age_limit": 12}, policy)
    assert policies.settings_in(text) == {"age_limit": 12}


OFFICE, OFFICER = "kontor@solen.dk, 12 34 56 78", "Lis Holm, dpo@solen.dk"


def test_what_forms_say_about_who_asks_is_kept_and_recorded(register: Register) -> None:
    with writing(register) as writer:
        writer.set_controller(OFFICE, OFFICER)
        assert (writer.institution.contact, writer.institution.officer) == (OFFICE, OFFICER)
    with register.read() as reader:
        assert (reader.institution.contact, reader.institution.officer) == (OFFICE, OFFICER)
        (act,) = reader.ledger(kinds=frozenset({ActKind.CONTROLLER_SET}))
        assert isinstance(act.body, ControllerSet)
        assert OFFICER in reader.texts([act.body.facts])[act.body.facts]
    with register.connected(writes=False) as connection:
        bodies = connection.execute(sa.text("SELECT body FROM ledger")).scalars().all()
    assert not any("Lis" in body or "kontor" in body for body in bodies)
    assert verify(register).ok


def test_the_same_contact_again_records_nothing_and_an_old_one_stays_to_be_read(
    register: Register,
) -> None:
    with writing(register) as writer:
        writer.set_controller("", "")
        assert writer.head().number == 2
        writer.set_controller(OFFICE, "")
        writer.set_controller(OFFICE, "")
        assert writer.head().number == 3
        writer.set_controller("", OFFICER)
    with register.read() as reader:
        acts = reader.ledger(kinds=frozenset({ActKind.CONTROLLER_SET}))
        digests = [a.body.facts for a in acts if isinstance(a.body, ControllerSet)]
        texts = reader.texts(digests)
        assert [OFFICE in texts[digest] for digest in digests] == [False, True]


def test_a_register_can_begin_with_its_contact(empty: str) -> None:
    with (
        Register.create(
            empty,
            institution="Solen",
            policy="dk",
            clerk=CLERK,
            at=NOW,
            contact=OFFICE,
            officer=OFFICER,
        ) as register,
        register.read() as reader,
    ):
        assert (reader.institution.contact, reader.institution.officer) == (OFFICE, OFFICER)
        assert reader.head().number == 3


@pytest.mark.parametrize(
    ("text", "problem"), [("x" * 201, Problem.TEXT_TOO_LONG), ("a\x00", Problem.UNUSABLE_TEXT)]
)
def test_a_contact_the_register_cannot_hold_is_refused(
    register: Register, text: str, problem: Problem
) -> None:
    for contact, officer in ((text, ""), ("", text)):
        with pytest.raises(BadInput) as caught, writing(register) as writer:
            writer.set_controller(contact, officer)
        assert caught.value.problem is problem


@pytest.mark.parametrize(
    "trick",
    [
        "UPDATE text SET text = replace(text, 'kontor', 'falsk')",
        "DELETE FROM text WHERE text LIKE '%kontor%'",
        "UPDATE institution SET controller_digest = 'x'",
    ],
)
def test_a_contact_changed_past_the_ledger_closes_the_register(
    register: Register, trick: str
) -> None:
    with writing(register) as writer:
        writer.set_controller(OFFICE, "")
    with register.connected(writes=True) as connection:
        connection.execute(sa.text(trick))
        connection.commit()
    with pytest.raises(RegisterError) as caught, Register.open(register.location):
        pass
    assert caught.value.problem is Problem.REGISTER_DAMAGED


@pytest.mark.parametrize("back", ["%kontor%", "nothing"])
def test_an_older_contact_put_back_is_found(register: Register, back: str) -> None:
    with writing(register) as writer:
        writer.set_controller(OFFICE, "")
        writer.set_controller("", OFFICER)
    with register.connected(writes=True) as connection:
        older = sa.text(
            "UPDATE institution SET controller_digest = "
            "(SELECT digest FROM text WHERE text LIKE :back)"
        )
        connection.execute(older, {"back": back})
        connection.commit()
    codes = [problem.code for problem in verify(register).problems]
    assert codes == [Tampering.INSTITUTION_MISMATCH]


def test_the_name_of_the_institution_is_corrected_and_recorded_without_standing_in_the_ledger(
    register: Register,
) -> None:
    with writing(register) as writer:
        writer.set_controller(OFFICE, "")
        writer.rename("Solbakken")
        writer.rename("Solbakken")
        assert writer.institution.name == "Solbakken"
    with register.read() as reader:
        assert reader.institution.name == "Solbakken"
        assert reader.institution.contact == OFFICE
        named = [
            act.body.name
            for act in reader.ledger(kinds=frozenset({ActKind.CONTROLLER_SET}))
            if isinstance(act.body, ControllerSet) and act.body.name is not None
        ]
        assert list(reader.texts(named).values()) == ["Solbakken"]
    with register.connected(writes=False) as connection:
        bodies = connection.execute(sa.text("SELECT body FROM ledger")).scalars().all()
    assert not any("Solbakken" in body for body in bodies)
    assert verify(register).ok
    with writing(register) as writer:
        writer.set_controller("", OFFICER)
    assert verify(register).ok


@pytest.mark.parametrize("renamed", [False, True])
def test_a_name_changed_past_the_ledger_is_found(register: Register, renamed: bool) -> None:
    if renamed:
        with writing(register) as writer:
            writer.rename("Solbakken")
    with register.connected(writes=True) as connection:
        connection.execute(sa.text("UPDATE institution SET name = 'Falsk Skole'"))
        connection.commit()
    found = [problem.code for problem in verify(register).problems]
    assert found == [Tampering.INSTITUTION_MISMATCH]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (" ", Problem.NAME_MISSING),
        ("x" * 201, Problem.TEXT_TOO_LONG),
        ("a\x00", Problem.UNUSABLE_TEXT),
    ],
)
def test_a_name_the_register_cannot_hold_is_refused(
    register: Register, text: str, problem: Problem
) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.rename(text)
    assert caught.value.problem is problem
