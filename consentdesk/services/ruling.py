"""What an institution says of itself: its own values over the policy file, and who asks on forms.

Which values there are is `domain.policy`'s; what a form has room for is the drawing's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.machine_policy import machine_policy
from consentdesk.services.demo_class import is_practice
from consentdesk.services.texts import line
from consentdesk.settings import Policy as MachinePolicies
from consentdesk.settings import locked_settings

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated text of the form: edition and language as in "2026-2/pl", and the language."""

    key: str
    language: str
    is_approved: bool


def translations(reader: "Reader") -> tuple[Translation, ...]:
    """The texts of the edition printed here that are drafts until the institution vouches for them.

    The institution's own language comes first.
    """
    from consentdesk.services.edition_shelf import edition_of
    from consentdesk.services.paper import home_language

    edition = edition_of(reader)
    approved, home = reader.policy.approved_wordings, home_language(reader, edition)
    drafts = [w for w in edition.wordings.values() if w.draft]
    ordered = sorted(drafts, key=lambda w: (w.language != home, w.language))
    return tuple(Translation(w.key, w.language, w.key in approved) for w in ordered)


def change(
    register: "Register",
    clerk: str,
    at: datetime,
    *,
    name: str | None = None,
    contact: str | None = None,
    officer: str | None = None,
    rules: Mapping[str, object] | None = None,
    translations: Mapping[str, bool] | None = None,
    policy: MachinePolicies = machine_policy,
) -> None:
    """Change what is given, in one go; what is left out stays as another desk may have set it.

    See `rename`, `set_controller`, `set_rules` and `approve_wordings`, and raises what they raise;
    then nothing at all is written.
    """
    with register.write(clerk, at) as writer:
        if name is not None:
            _rename(register, writer, name)
        _set_controller(writer, contact, officer)
        put_over(writer, {**(rules or {}), **_approvals(writer, translations or {})}, policy)


def approve_wordings(
    register: "Register", clerk: str, at: datetime, translations: Mapping[str, bool]
) -> None:
    """Vouch for translations of the form, or no longer (False); it is journaled.

    They are named as in "2026-2/pl". What is approved is printed without the words that call it a
    draft. What is left out stays as it is. Raises what `set_rules` raises.
    """
    with register.write(clerk, at) as writer:
        put_over(writer, _approvals(writer, translations))


def _approvals(writer: "Writer", translations: Mapping[str, bool]) -> dict[str, object]:
    """The setting that says which translations are approved; empty where nothing changes."""
    if not translations:
        return {}
    kept = {key for key in writer.policy.approved_wordings if translations.get(key, True)}
    approved = sorted(kept | {key for key, is_approved in translations.items() if is_approved})
    return {"approved_wordings": approved or None}


def set_rules(
    register: "Register",
    clerk: str,
    at: datetime,
    settings: Mapping[str, object],
    policy: MachinePolicies = machine_policy,
) -> None:
    """Put these values over the policy file; it is journaled.

    None takes a value back to what the policy file has; what is left out stays as it was set.
    Raises BadInput(SETTING_UNUSABLE) for an unknown name or a value out of range,
    RuleRefusal(SETTING_LAID_DOWN) for what the computer's `policy` locks; nothing is written where
    nothing changes.
    """
    with register.write(clerk, at) as writer:
        put_over(writer, settings, policy)


def put_over(
    writer: "Writer", settings: Mapping[str, object], policy: MachinePolicies = machine_policy
) -> None:
    """`set_rules` for whoever writes more in the same go; every way to a setting leads through it.

    Raises what `set_rules` raises.
    """
    before = writer.institution.settings
    over = {**before, **settings}
    locked = locked_settings(policy)
    for key in settings:
        if key in locked and over[key] != before.get(key):
            raise RuleRefusal(Problem.SETTING_LAID_DOWN, setting=key)
    writer.set_settings({key: value for key, value in over.items() if value is not None})


def set_controller(
    register: "Register",
    clerk: str,
    at: datetime,
    *,
    contact: str | None = None,
    officer: str | None = None,
) -> None:
    """Say whom forms name as contact and as data protection officer; it is journaled.

    None leaves one as it is, "" makes a line for a pen of it. Raises what `texts.line` raises;
    nothing is written where nothing changes.
    """
    with register.write(clerk, at) as writer:
        _set_controller(writer, contact, officer)


def _set_controller(writer: "Writer", contact: str | None, officer: str | None) -> None:
    before = writer.institution
    writer.set_controller(
        before.contact if contact is None else line(contact, "contact"),
        before.officer if officer is None else line(officer, "officer"),
    )


def may_rename(register: "Register", name: str) -> bool:
    """Whether the institution of that name may be called something else.

    On a server every desk opens the register by that name, and so does a restored backup. Practice
    is known by its name.
    """
    return not register.is_shared and not is_practice(name)


def rename(register: "Register", clerk: str, at: datetime, name: str) -> None:
    """Correct the institution's name; it is journaled, and printed from now on.

    Raises BadInput INSTITUTION_NAME_FIXED, NAME_MISSING and what `texts.line` raises; nothing is
    written where nothing changes.
    """
    with register.write(clerk, at) as writer:
        _rename(register, writer, name)


def _rename(register: "Register", writer: "Writer", name: str) -> None:
    clean, before = line(name, "institution"), writer.institution.name
    if clean != before and (not may_rename(register, before) or is_practice(clean)):
        raise BadInput(Problem.INSTITUTION_NAME_FIXED, institution=before)
    writer.rename(clean)


def begin_controller(
    register: "Register", clerk: str, at: datetime, *, contact: str, officer: str
) -> None:
    """Take over what a desk used to print on its forms, where the register doesn't say yet.

    Nothing in the register is replaced: what one desk says first is what all print.
    """
    with register.write(clerk, at) as writer:
        known = writer.institution
        writer.set_controller(
            known.contact or line(contact, "contact"), known.officer or line(officer, "officer")
        )
