"""Settings: the institution and its rules, and what belongs to this desk alone.

What forms say about the institution and its rules are facts: they lie in the register, are
journaled, and each rule says whose it is. Language, appearance and the folder of backups belong to
this computer.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from consentdesk.domain.policy import (
    RANGES,
    GuardiansNeeded,
    LapseMode,
    Policy,
    Rule,
)
from consentdesk.domain.roles import Right
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, from_data, language
from consentdesk.machine_policy import LONGEST
from consentdesk.settings import (
    backups_laid_down,
    language_laid_down,
    lock_laid_down,
    locked_settings,
)
from consentdesk.ui.answers_setting import AnswersSetting
from consentdesk.ui.asker_dialog import AskerForm, NameField, Texts
from consentdesk.ui.away import LOCK_AFTER, lock_after
from consentdesk.ui.banner import Banner
from consentdesk.ui.choices import ChoiceBox, chosen, offer
from consentdesk.ui.context import Context
from consentdesk.ui.folder_setting import photos_setting, scanner_setting
from consentdesk.ui.limits import lay_down
from consentdesk.ui.number_box import NumberBox
from consentdesk.ui.presets_form import PresetsForm
from consentdesk.ui.seats_tab import SeatsTab
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.translations_form import TranslationsForm
from consentdesk.ui.two_people_field import TwoPeopleField
from consentdesk.ui.upkeep import FOLDER, ask_for_folder, back_up_today, backup_folder
from consentdesk.ui.widgets import (
    button,
    card,
    column,
    in_window,
    label,
    labelled,
    row,
    scrolled,
    wrapped,
)
from consentdesk.ui.window_state import LANGUAGE, SCHEME, SINGLE_KEYS
from consentdesk.wording import guardians_needed_word, lapse_mode_word, rule_kind_word

if TYPE_CHECKING:
    from consentdesk.domain.presets import Preset
    from consentdesk.services.ruling import Translation
    from consentdesk.services.seats import Seat
    from consentdesk.storage.register import Register
    from consentdesk.storage.values import Institution

    _Translations = tuple[Translation, ...]
    _Presets = tuple[Preset, ...]

NAMES = (("da", "Dansk"), ("sv", "Svenska"), ("en", "English"))
"""The languages, each in its own."""

Field = QSpinBox | QComboBox | QCheckBox | TwoPeopleField


@dataclass(frozen=True, slots=True)
class Setting:
    """One value an institution may set: the rule it belongs to, what it is called, what to know."""

    key: str
    rule: str
    name: str
    unit: str = ""
    note: str = ""


def settings() -> tuple[Setting, ...]:
    """The values in the order they are shown."""
    return (
        Setting("age_limit", "R3", _("Signs alone from the age of"), _("years")),
        Setting("lapse_mode", "R4", _("On that birthday, a guardian's permission")),
        Setting("warn_before_days", "R4", _("Tell of that birthday this long before"), _("days")),
        Setting("guardians_needed", "R5", _("For a child, signatures of")),
        Setting("validity_months", "R9", _("A permission lasts"), _("months"), _longest()),
        Setting("counting_aid", "R17", _("Count faces, to ask again"), "", counting_note()),
        Setting("near_distance", "R21", _("How unlike pictures may be and still be asked about")),
        Setting("require_rights", "R23", _("Withhold photos without a right to use")),
        Setting("two_people", "R31", _("A second person must agree for"), "", _two_people()),
    )


def counting_note() -> str:
    """What the counting aid does, and how to get it where it isn't there."""
    from consentdesk.services.counting import is_installed

    does = _(
        "Photos on this computer are looked through in the background. Where more faces are "
        "counted than named, the photo waits until somebody has looked again. Only the number is "
        "kept; nobody is recognised, and fewer faces mean nothing."
    )
    if is_installed():
        return does
    lacks = _(
        "The part of ConsentDesk that counts is not installed on this computer, so nothing is "
        "counted here. Whoever looks after the computer adds it: pip install consentdesk[faces]."
    )
    return f"{does} {lacks}"


def _two_people() -> str:
    return _(
        "Nothing leaves for these until one has looked at the copy and agreed, and another lets it "
        "out. A change of names or covers ends the agreement."
    )


def _longest() -> str:
    return _(
        "At most as long as the form says: where that is less, it counts. A smaller figure here is "
        "printed on new forms and holds for old ones too; a larger one makes nothing longer that "
        "was signed."
    )


class RulesForm(QWidget):
    """The institution's rules, each with its source."""

    def __init__(
        self,
        policy: Policy,
        parent: QWidget | None = None,
        *,
        locked: Collection[str] = frozenset(),
    ) -> None:
        super().__init__(parent)
        self._policy = policy
        self._locked = locked
        self.fields: dict[str, Field] = {}
        inner = QWidget()
        inner.setLayout(column(*(self._rule(s) for s in settings()), None, gap=2 * GRID))
        self.setLayout(column(scrolled(inner, steady=True)))
        self._begun_with = self._values()

    def changed(self) -> dict[str, object]:
        """What somebody has set here; the rest another desk may have set meanwhile."""
        before = self._begun_with
        return {key: value for key, value in self._values().items() if value != before[key]}

    def _values(self) -> dict[str, object]:
        return {key: _value(field) for key, field in self.fields.items()}

    def _rule(self, setting: Setting) -> QWidget:
        rule = self._policy.rules[setting.rule]
        field = self._field(setting)
        self.fields[setting.key] = field
        source = _source(rule)
        field.setAccessibleName(setting.name)
        laid_down = ""
        if setting.key in self._locked:
            lay_down(field)
            laid_down = field.toolTip()
        notes = [text for text in (laid_down, setting.note, source) if text]
        field.setAccessibleDescription(" ".join(reversed(notes)))
        told = [label(text, Look.MUTED, wrap=True) for text in notes]
        if isinstance(field, QCheckBox):
            return card(field, *told)
        field.setMaximumWidth(max(52 * GRID, 60 * field.fontMetrics().averageCharWidth()))
        name = label(setting.name, Look.STRONG)
        name.setBuddy(field)
        return card(name, field, *told)

    def _field(self, setting: Setting) -> Field:
        policy = self._policy
        match setting.key:
            case "lapse_mode":
                box = ChoiceBox()
                offer(box, [(m.value, lapse_mode_word(m)) for m in LapseMode], policy.lapse_mode)
                return box
            case "guardians_needed":
                box = ChoiceBox()
                choices = [(n.value, guardians_needed_word(n)) for n in GuardiansNeeded]
                offer(box, choices, policy.guardians_needed)
                return box
            case "require_rights" | "counting_aid":
                tick = QCheckBox(setting.name)
                tick.setChecked(policy.rules[setting.rule].on)
                return tick
            case "two_people":
                return TwoPeopleField(policy)
            case key:
                number = NumberBox()
                number.setRange(*RANGES[key])
                number.setSuffix(f" {setting.unit}" if setting.unit else "")
                number.setValue(int(getattr(policy, key)))
                return number


class SettingsDialog(Dialog):
    """Rules, and this desk."""

    scheme_chosen = Signal(str)
    language_chosen = Signal(str)
    backs_up = True
    """Whether this register is backed up daily; a copy of another one that is looked at is not."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        policy: Policy | None,
        institution: "Institution | None" = None,
        *,
        has_fixed_name: bool = False,
        translations: "Sequence[Translation]" = (),
        presets: "Sequence[Preset]" = (),
        seats: "tuple[Seat, ...] | None" = None,
        own_login: str = "",
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._policy = policy
        self._institution = institution
        self._has_fixed_name = has_fixed_name
        self.translations = TranslationsForm(translations) if translations else None
        self.presets = PresetsForm(context, tuple(presets)) if presets else None
        self.seats = SeatsTab(context, seats, own_login) if seats is not None else None
        self._new_folder = ""
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        context = self._context
        self.banner = Banner()
        self.clerk = QLineEdit(context.clerk)
        self.language = ChoiceBox()
        offer(self.language, NAMES, language())
        if language_laid_down(context.laid_down) is not None:
            self.language.setEnabled(False)
            self.language.setToolTip(_("Laid down for this computer by the IT department"))
        self.scheme = ChoiceBox()
        schemes = [("", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))]
        offer(self.scheme, schemes, str(context.settings.value(SCHEME, "")))
        self.single_keys = QCheckBox()
        self.single_keys.setChecked(context.has_single_keys)
        self._folder: QLabel = label(self._folder_text(), wrap=True)
        self._choose = button(_("Choose a folder…"), "folder")
        self.lock_after = NumberBox()
        self.lock_after.setRange(0, LONGEST)
        unit = _("minutes")
        self.lock_after.setSuffix(f" {unit}")
        self.lock_after.setSpecialValueText(_("Never"))
        self.lock_after.setValue(lock_after(context))
        if lock_laid_down(context.laid_down) is not None:
            lay_down(self.lock_after)
        if backups_laid_down(context.laid_down) is not None:
            lay_down(self._choose)
        self.scanner = scanner_setting(context)
        self.photos = photos_setting(context)
        self.answers = AnswersSetting(context, context.laid_down)
        here = self._institution
        self.asker = AskerForm(here) if here is not None else None
        self.called = NameField(here, fixed=self._has_fixed_name) if here is not None else None
        self.rules = (
            RulesForm(self._policy, locked=locked_settings(context.laid_down))
            if self._policy is not None
            else None
        )
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Settings"))
        self.save = button(_("Save"), "", Look.PRIMARY)
        self._cancel = button(_("Cancel"))

    def _connect(self) -> None:
        self._choose.clicked.connect(self._on_choose_clicked)
        self.save.clicked.connect(self._on_save_clicked)
        self._cancel.clicked.connect(self.reject)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Settings"))
        self.resize(640, 680)
        signed = _("This name goes on whatever is written from now on.")
        desk = QWidget()
        desk.setLayout(
            column(
                card(labelled(_("&Who works at the desk"), self.clerk, signed)),
                card(
                    labelled(_("&Language"), self.language),
                    GRID,
                    labelled(_("&Appearance"), self.scheme),
                    GRID,
                    wrapped(self.single_keys, _("Single &keys answer, such as 1–9, D and U")),
                ),
                card(
                    label(_("Folder for backups"), Look.STRONG),
                    label(
                        _(
                            "While ConsentDesk is open, a copy is put there once a day. Those of "
                            "the last 12 days, 10 weeks and 9 months are kept."
                        ),
                        Look.MUTED,
                        wrap=True,
                    ),
                    self._folder,
                    row(self._choose, None),
                ),
                card(
                    labelled(
                        _("Lock when nobody has been here for"),
                        self.lock_after,
                        _(
                            "Where the register is encrypted: the passphrase is asked for, and "
                            "nothing typed is lost. Ctrl+L locks at once."
                        ),
                    )
                ),
                self.scanner,
                self.photos,
                self.answers,
                None,
                gap=2 * GRID,
            )
        )
        self.tabs.addTab(scrolled(desk, steady=True), _("This desk"))
        if self.asker is not None and self.called is not None:
            held = QWidget()
            held.setLayout(column(card(self.called, self.asker, gap=2 * GRID), None))
            self.tabs.addTab(scrolled(held, steady=True), _("The institution"))
        if self.rules is not None:
            self.tabs.addTab(self.rules, _("The institution's rules"))
        if self.translations is not None:
            self.tabs.addTab(scrolled(self.translations, steady=True), _("Translations"))
        if self.presets is not None:
            self.tabs.addTab(scrolled(self.presets, steady=True), _("Exports"))
        if self.seats is not None:
            self.tabs.addTab(self.seats, _("Seats"))
        foot = row(None, self._cancel, self.save)
        title = label(_("Settings"), Look.TITLE)
        self.setLayout(in_window(title, self.tabs, self.banner, foot, air=3 * GRID))

    def showEvent(self, event: QShowEvent) -> None:
        """As wide as all its tabs, where the screen is: two small arrows would hide the last."""
        if not event.spontaneous():
            bar = self.tabs.tabBar()
            bar.ensurePolished()
            beside = 6 * GRID
            self.resize(max(self.width(), bar.sizeHint().width() + beside), self.height())
        super().showEvent(event)

    def _folder_text(self) -> str:
        kept = backup_folder(self._context)
        return self._new_folder or kept or _("None chosen yet.")

    def _on_choose_clicked(self) -> None:
        before = self._new_folder or str(self._context.settings.value(FOLDER, ""))
        folder = ask_for_folder(self, before)
        if folder:
            self.banner.forget_refusal()
            self._new_folder = folder
            self._folder.setText(self._folder_text())

    def _on_save_clicked(self) -> None:
        if not self.clerk.text().strip():
            self.banner.say(_("Somebody must sign for what is written. Type a name."), tone="no")
            self.clerk.setFocus()
            return
        name = self.called.changed if self.called is not None else None
        if name == "" and self.called is not None:
            said = _("Forms need the name of the institution. Type it.")
            self.banner.say(said, tone="no", icon="warning")
            self.tabs.setCurrentIndex(1)
            self.called.name.setFocus()
            return
        if self._new_folder and self.backs_up and self._context.is_open:
            self._try_folder(name)
        else:
            self._save_rest(name)

    def _try_folder(self, name: str | None) -> None:
        """Today's copy, before anything is saved: a folder that is full is told while one looks."""
        self.save.setEnabled(False)
        self.banner.say(_("Today's backup is being written …"), icon="folder", stays=True)

        def done(_written: Path | None) -> None:
            self.banner.hide()
            self.save.setEnabled(True)
            self._save_rest(name)

        def failed(error: ConsentDeskError) -> None:
            self.tabs.setCurrentIndex(0)
            self._on_failed(error)
            self._choose.setFocus()

        back_up_today(self._context, self, Path(self._new_folder), done, failed)

    def _save_rest(self, name: str | None) -> None:
        texts = self.asker.changed if self.asker is not None else (None, None)
        rules = self.rules.changed() if self.rules is not None else {}
        approved = self.translations.changed() if self.translations is not None else {}
        if name is None and texts == (None, None) and not (rules or approved):
            self._on_saved()
        else:
            self._save_facts(name, texts, rules, approved)

    def _save_facts(
        self,
        name: str | None,
        texts: Texts,
        rules: Mapping[str, object],
        approved: Mapping[str, bool],
    ) -> None:
        context, (contact, officer) = self._context, texts
        clerk, at = self.clerk.text().strip(), context.now()
        self.save.setEnabled(False)

        def work() -> None:
            from consentdesk.services import ruling

            ruling.change(
                context.register,
                clerk,
                at,
                name=name,
                contact=contact,
                officer=officer,
                rules=rules,
                translations=approved,
                policy=context.laid_down,
            )

        def done(_none: None) -> None:
            self._on_saved()
            context.tell_written()

        context.tasks.run(
            self,
            lambda _progress: work(),
            done,
            failed=self._on_failed,
        )

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.save.setEnabled(True)
        self.banner.tell(error)

    def _on_saved(self) -> None:
        context = self._context
        if self.clerk.text().strip() != context.clerk:
            context.change_clerk(self.clerk.text().strip())
        if chosen(self.scheme) != str(context.settings.value(SCHEME, "")):
            context.settings.setValue(SCHEME, chosen(self.scheme))
            self.scheme_chosen.emit(chosen(self.scheme))
        if chosen(self.language) != language():
            context.settings.setValue(LANGUAGE, chosen(self.language))
            self.language_chosen.emit(chosen(self.language))
        context.settings.setValue(SINGLE_KEYS, "true" if self.single_keys.isChecked() else "false")
        if lock_laid_down(context.laid_down) is None:
            context.settings.setValue(LOCK_AFTER, self.lock_after.value())
        self.scanner.save()
        self.photos.save()
        self.answers.save()
        if self._new_folder:
            context.settings.setValue(FOLDER, self._new_folder)
            # The overview says how old the newest backup is.
            context.tell_written()
        self.accept()


def open_settings(
    context: Context, parent: QWidget, opened: Callable[[SettingsDialog], None]
) -> None:
    """Read the rules, then show the dialog; `opened` gets it, to listen to."""

    def show(found: _Found) -> None:
        dialog = SettingsDialog(
            context,
            parent,
            found.policy,
            found.institution,
            has_fixed_name=found.has_fixed_name,
            translations=found.translations,
            presets=found.presets,
            seats=found.seats,
            own_login=found.own_login,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        opened(dialog)
        dialog.open()

    if not context.is_open:
        show(_Found())
        return
    register = context.register
    context.tasks.run(parent, lambda _progress: _read(register), show)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the dialog shows; None or nothing of what whoever opens it may not change."""

    policy: Policy | None = None
    institution: "Institution | None" = None
    has_fixed_name: bool = True
    translations: "_Translations" = ()
    presets: "_Presets" = ()
    seats: "tuple[Seat, ...] | None" = None
    own_login: str = ""


def _read(register: "Register") -> _Found:
    from consentdesk.services import presets, ruling, seats

    with register.read() as reader:
        here, rules = reader.institution, reader.may(Right.SET_RULES)
        return _Found(
            policy=reader.policy if rules else None,
            institution=here if reader.may(Right.ASK) else None,
            has_fixed_name=not ruling.may_rename(register, here.name),
            translations=ruling.translations(reader) if rules else (),
            presets=presets.presets(reader) if reader.may(Right.RELEASE) else (),
            seats=seats.seats(reader) if reader.may(Right.GIVE_SEATS) else None,
            own_login=reader.login,
        )


def _source(rule: Rule) -> str:
    """Whose rule it is, said once: some sources begin with just that."""
    kind, source = rule_kind_word(rule.kind), from_data(rule.source)
    if source.startswith(kind):
        return f"{source} ({rule.number})"
    return f"{kind} ({rule.number}). {source}"


def _value(field: Field) -> object:
    match field:
        case QSpinBox():
            return field.value()
        case QComboBox():
            return chosen(field)
        case QCheckBox():
            return field.isChecked()
        case TwoPeopleField():
            return field.wanted()
