"""The texts of an edition, one language and one part of the form at a time.

Says of each language how whole it is, and of each text what is missing, stale, too long or can't be
kept; what that means for issuing is `own_editions`'.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.services.edition_drafts import FIXED
from consentdesk.ui import icons
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.columns import SideBySide
from consentdesk.ui.edition_asking import EditionAsking
from consentdesk.ui.edition_desk import Spot
from consentdesk.ui.edition_field import TextField
from consentdesk.ui.edition_words import PARTS, open_words, part_of, part_word, text_word
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.languages import is_leftwards, language_in_line, language_name
from consentdesk.ui.theme import GRID, colours
from consentdesk.ui.widgets import card, column, discard, labelled, scrolled

if TYPE_CHECKING:
    from consentdesk.services.edition_drafts import DraftEdition

ASKING = "asking"
"""The part that is no text: what is asked, and for how long."""


def language_state(draft: DraftEdition, code: str) -> tuple[str, str, str]:
    """How whole a language is: icon, tone and words."""
    missing, to_see = len(draft.missing(code)), len(draft.to_see(code))
    if missing:
        said = ngettext("{count} text missing", "{count} texts missing", missing)
        return "warning", "no", said.format(count=format_number(missing))
    if to_see:
        said = ngettext("{count} text to look at", "{count} texts to look at", to_see)
        return "eye", "unknown", said.format(count=format_number(to_see))
    return "done", "ok", _("whole")


class EditionTexts(QWidget):
    """Two boxes to choose from above, and below them what was chosen."""

    typed = Signal(str, str, str)
    """Language, key and text."""
    confirmed = Signal(str, str)
    """Language and key of a translation that still says the same."""
    left = Signal()
    remade = Signal()
    """Other texts are shown; what couldn't be kept of those before is gone."""
    language_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft: DraftEdition | None = None
        self._is_editable = True
        self._wrong: Mapping[tuple[str, str], str] = {}
        self.fields: dict[str, TextField] = {}
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.asking = EditionAsking()
        self.language = QComboBox()
        self.part = QComboBox()
        self._fields = QWidget()
        self._pages = QWidget()

    def _connect(self) -> None:
        self.language.activated.connect(self._on_language_activated)
        self.part.activated.connect(self._on_part_activated)

    def _assemble(self) -> None:
        for box in (self.language, self.part):
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        blocks = []
        for text, box in ((_("P&art of the form"), self.part), (_("&Language"), self.language)):
            block = QWidget()
            block.setLayout(labelled(text, box))
            blocks.append(block)
        head = SideBySide(*blocks)
        self._card = card(self._fields)
        self._pages.setLayout(column(self.asking, self._card, None))
        self.area = follow_focus(scrolled(self._pages, steady=True))
        whole = column(head, self.area, gap=GRID + 4)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setMinimumWidth(40 * GRID)

    def set_editable(self, *, on: bool) -> None:
        """Whether anything can be changed."""
        self._is_editable = on
        self.asking.set_editable(on=on)
        for key, field in self.fields.items():
            field.set_editable(on=on and key not in FIXED)

    @property
    def code(self) -> str:
        """The language chosen."""
        return chosen(self.language)

    def show_draft(self, draft: DraftEdition) -> None:
        """Show the draft as it is now, in the language and part chosen."""
        first, self._draft = self._draft is None, draft
        self._offer_languages(draft)
        counts = {part: self._open_in(draft, part) for part in PARTS}
        choices = [(ASKING, _("What it asks"))]
        choices += [(p, _part_choice(p, n)) for p, n in counts.items() if _keys_in(draft, p)]
        offer(self.part, choices, ASKING if first else chosen(self.part))
        self._keep_boxes_narrow()
        self._show_part()

    def show_wrong(self, wrong: Mapping[tuple[str, str], str]) -> None:
        """What is wrong with texts, by language and key, as sentences."""
        self._wrong = wrong
        if self._draft is not None:
            self._note_all(self._draft)

    def refuse(self, key: str, sentence: str) -> None:
        """What was typed into that text can't be kept."""
        self.fields[key].refuse(sentence)

    def go(self, spot: Spot, *, keyboard: bool = True) -> None:
        """Show where that is, and put the keyboard there."""
        is_text = "." in spot.key
        part = part_of(spot.key) if is_text else ASKING
        if spot.language and spot.language != self.code:
            self.language.setCurrentIndex(max(0, self.language.findData(spot.language)))
            self.language_changed.emit()
        if part != chosen(self.part):
            self.part.setCurrentIndex(max(0, self.part.findData(part)))
        self._show_part()
        field = self.fields.get(spot.key)
        if not keyboard:
            return
        if field is not None:
            field.start()
        elif not is_text:
            self.asking.start(spot.key)

    def start(self) -> None:
        """Put the keyboard where work begins."""
        self.part.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the signs of the languages again in new colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._draft is not None:
            self._offer_languages(self._draft)

    def _keep_boxes_narrow(self) -> None:
        narrow = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        for box in (self.language, self.part):
            box.setSizeAdjustPolicy(narrow)

    def _offer_languages(self, draft: DraftEdition) -> None:
        """Each with its sign and words."""
        states = {code: language_state(draft, code) for code in draft.languages}
        named = _("{language}: {state}")
        choices = [
            (code, named.format(language=language_in_line(code), state=state[2]))
            for code, state in states.items()
        ]
        offer(self.language, choices, self.code or draft.language)
        c = colours(self.palette())
        tones = {"ok": c.ok, "no": c.no, "unknown": c.unknown}
        for place, (icon, tone, _word) in enumerate(states.values()):
            self.language.setItemIcon(place, icons.icon(icon, tones[tone]))

    def _open_in(self, draft: DraftEdition, part: str) -> int:
        """How many texts of a part are missing or to be looked at in this language."""
        open_ = {*draft.missing(self.code), *draft.to_see(self.code)}
        return sum(part_of(key) == part for key in open_)

    def _show_part(self) -> None:
        draft, part = self._draft, chosen(self.part)
        if draft is None:
            return
        self.asking.setVisible(part == ASKING)
        self._card.setVisible(part != ASKING)
        keys = () if part == ASKING else _keys_in(draft, part)
        if keys != tuple(self.fields):
            self._make(keys)
        texts, own = draft.texts.get(self.code, {}), draft.texts[draft.language]
        for key, field in self.fields.items():
            text, said = texts.get(key, ""), own.get(key, "")
            reference = _("{language}: {text}").format(
                language=language_name(draft.language), text=said or "–"
            )
            field.write_leftwards(on=is_leftwards(self.code))
            told = (_("This word is the same on every form."),) if key in FIXED else ()
            field.show_text(
                text,
                "" if self.code == draft.language else reference,
                (*told, *open_words(said or text)),
            )
        self._note_all(draft)

    def _make(self, keys: tuple[str, ...]) -> None:
        fresh, self.fields = QWidget(), {}
        fields = column(gap=2 * GRID)
        for key in keys:
            field = TextField(key, text_word(key))
            field.set_editable(on=self._is_editable and key not in FIXED)
            field.typed.connect(self._on_field_typed)
            field.confirmed.connect(self._on_field_confirmed)
            field.left.connect(self.left)
            self.fields[key] = field
            fields.addWidget(field)
        fresh.setLayout(fields)
        held = self._card.layout()
        if held is not None:
            held.replaceWidget(self._fields, fresh)
        discard(self._fields)
        self._fields = fresh
        self.area.verticalScrollBar().setValue(0)
        self.remade.emit()

    def _note_all(self, draft: DraftEdition) -> None:
        """Say of each text shown what is wrong with it."""
        missing, to_see = draft.missing(self.code), draft.to_see(self.code)
        for key, field in self.fields.items():
            wrong = self._wrong.get((self.code, key), "")
            if key in missing:
                field.say(_("This text is missing."), "warning", "no")
            elif wrong:
                field.say(wrong, "warning", "no")
            elif key in to_see:
                said = _("The text above has changed. Does this one still say the same?")
                field.say(said, "eye", "unknown", confirm=self._is_editable)
            else:
                field.say("", "done", "ok")

    def _on_field_typed(self, key: str, text: str) -> None:
        self.typed.emit(self.code, key, text)

    def _on_field_confirmed(self, key: str) -> None:
        self.confirmed.emit(self.code, key)
        self.fields[key].start()

    def _on_language_activated(self) -> None:
        if self._draft is not None:
            self.left.emit()
            self.show_draft(self._draft)
            self.language_changed.emit()

    def _on_part_activated(self) -> None:
        self.left.emit()
        self._show_part()


def _keys_in(draft: DraftEdition, part: str) -> tuple[str, ...]:
    """The texts of a part in the order of the sheet; purposes in the order they are asked."""
    if part == "purposes":
        pairs = ((f"purposes.{p}.heading", f"purposes.{p}.text") for p in draft.purposes)
        return tuple(key for pair in pairs for key in pair)
    whole = draft.keys()
    return tuple(key for key in whole if part_of(key) == part)


def _part_choice(part: str, open_: int) -> str:
    if not open_:
        return part_word(part)
    said = ngettext("{part} ({count} open)", "{part} ({count} open)", open_)
    return said.format(part=part_word(part), count=format_number(open_))
