"""What stands in a letter to one person: a reminder, or what ends on a birthday.

Knows which facts go into which sentence. The sentences are `letter_wording`'s, the page is
`paper_mail`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consentdesk.domain.acts import Purpose
from consentdesk.domain.consent import Permission, PermissionState
from consentdesk.domain.journal import Form
from consentdesk.domain.languages import JOINED
from consentdesk.domain.people import birthday
from consentdesk.domain.policy import LapseMode, Policy
from consentdesk.domain.serials import shown_serial
from consentdesk.i18n import LANGUAGES
from consentdesk.services.demo_class import practice_word
from consentdesk.services.editions import Audience, Controller, Edition
from consentdesk.services.letter_wording import LetterWording, letter_wording
from consentdesk.services.paper_addressing import Addressed
from consentdesk.services.paper_mail import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What is the same in all letters of one print: who writes, of which form, on which day."""

    controller: Controller
    edition: Edition
    policy: Policy
    today: date
    practice: bool

    def remind(self, one: Addressed, form: Form, printed_on: date) -> Letter:
        """The letter in front of a form that has not come back."""
        words = letter_wording(letter_language(form.wording.language))
        name = one.person.name if one.person is not None else ""
        asked = words.text(
            "reminder.ask", one.audience, name=name, printed_on=words.day(printed_on)
        )
        paragraphs = (
            asked,
            words.text("reminder.same", serial=shown_serial(form.serial)),
            words.text("reminder.until"),
            words.text("reminder.done"),
        )
        return self._letter(
            words, one, words.text("reminder.title", one.audience), paragraphs, (), 0
        )

    def announce(
        self, one: Addressed, languages: str, given: Mapping[Purpose, Permission]
    ) -> Letter:
        """The letter to a young person who soon signs alone, with what ends then (R4)."""
        words = letter_wording(letter_language(languages))
        items = self._ending(words, given)
        policy = self.policy
        goes_on = "lapse" if policy.lapse_mode is LapseMode.LAPSE else "keep"
        day = birthday(one.person.born, policy.age_limit) if one.person else self.today
        ask = words.text("birthday.ask", age_limit=policy.age_limit, birthday=words.day(day))
        paragraphs = (
            ask,
            words.text(f"birthday.{goes_on if items else 'nothing'}"),
            words.text("birthday.sheet"),
            words.text("birthday.talk"),
        )
        return self._letter(words, one, words.text("birthday.title"), paragraphs, items, 1)

    def _ending(self, words: LetterWording, given: Mapping[Purpose, Permission]) -> tuple[str, ...]:
        """What is permitted today, each with its last day."""
        texts = self.edition.wording(words.language).told(Audience.SELF, self.controller, 0).texts
        items = []
        for purpose in self.edition.purposes:
            now = given.get(purpose)
            if now is None or now.state is not PermissionState.JOURNALED:
                continue
            called = texts[f"purposes.{purpose}.heading"]
            if now.valid_until is None:
                items.append(words.text("birthday.open", purpose=called))
            else:
                until = words.day(now.valid_until)
                items.append(words.text("birthday.until", purpose=called, until=until))
        return tuple(items)

    def _letter(
        self,
        words: LetterWording,
        one: Addressed,
        title: str,
        paragraphs: tuple[str, ...],
        items: tuple[str, ...],
        before: int,
    ) -> Letter:
        asker = self.controller
        to = words.salutation(one.person, one.guardians, one.audience) if one.person else ""
        return Letter(
            asker=asker.name,
            to=to,
            dated=words.text("dated", institution=asker.name, today=words.day(self.today)),
            title=title,
            paragraphs=paragraphs,
            items=items,
            before=before,
            contact=words.text("contact", contact=asker.contact) if asker.contact else "",
            mark=practice_word(words.language) if self.practice else "",
        )


def letter_language(languages: str) -> str:
    """What a letter in front of a form in these languages speaks: the family's, if we do."""
    spoken = [code for code in languages.split(JOINED) if code in LANGUAGES]
    return spoken[-1] if spoken else "en"
