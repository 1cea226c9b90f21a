"""Colours and shapes of the windows, light and dark, and nothing else that is coloured.

The verdict colours keep 4.5:1 on paper and on their tints, and stay apart for people who don't see
red, green or blue (tests/ui/test_theme.py computes it). Everything else asks `colours` for its role
instead of naming a colour. Sizes are logical pixels on an 8-pixel grid; text sizes follow the
system's font.
"""

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from consentdesk.paths import resources_dir

GRID = 8
TARGET = 32
"""The least height and width of anything that can be clicked."""
RADIUS = 6
SCROLL_BAR = 12
"""How wide a scroll bar is."""
RING = 2
"""The width of the focus ring."""


class Colours(NamedTuple):
    """One colour per role, as #RRGGBB.

    `line` only parts things; `edge` is the outline of what can be operated and keeps 3:1. No
    dataclass, because making one of so many fields takes nine times as long, at every start.
    """

    dark: bool
    canvas: str
    paper: str
    side: str
    text: str
    muted: str
    line: str
    edge: str
    hover: str
    accent: str
    on_accent: str
    accent_hover: str
    accent_tint: str
    ring: str
    ok: str
    ok_tint: str
    no: str
    no_tint: str
    unknown: str
    unknown_tint: str


LIGHT = Colours(
    dark=False,
    canvas="#F5F7F9",
    paper="#FFFFFF",
    side="#EBEFF3",
    text="#1E2124",
    muted="#555F69",
    line="#DCE1E6",
    edge="#7B858F",
    hover="#E3E9EF",
    accent="#0B5CAD",
    on_accent="#FFFFFF",
    accent_hover="#094C90",
    accent_tint="#DCEAF8",
    ring="#0B5CAD",
    ok="#067174",
    ok_tint="#DDF1F1",
    no="#B83700",
    no_tint="#FCE6DC",
    unknown="#7A00B8",
    unknown_tint="#F1E2FA",
)

DARK = Colours(
    dark=True,
    canvas="#1E2124",
    paper="#26292D",
    side="#181A1D",
    text="#ECEEF0",
    muted="#A9B2BB",
    line="#3A4046",
    edge="#858F99",
    hover="#33383E",
    accent="#9CCBFF",
    on_accent="#0A2238",
    accent_hover="#BBDCFF",
    accent_tint="#223A54",
    ring="#9CCBFF",
    ok="#86F9D2",
    ok_tint="#16382F",
    no="#FF8038",
    no_tint="#43230F",
    unknown="#BC8CFF",
    unknown_tint="#33214D",
)


class Look:
    """Names of looks a widget may have, set with `look` and drawn by the style sheet."""

    PRIMARY = "primary"
    QUIET = "quiet"
    CHIP = "chip"
    OFFER = "offer"
    DROP = "drop"
    TITLE = "title"
    HEADING = "heading"
    MUTED = "muted"
    STRONG = "strong"
    CARD = "card"
    PAGE = "page"
    SIDE = "side"
    PLAIN = "plain"
    BANNER = "banner"
    FIGURE = "figure"
    CHOICE = "choice"


def look(widget: QWidget, name: str) -> None:
    """Give a widget one of the looks; call it before the widget is shown."""
    widget.setProperty("look", name)


def colours(palette: QPalette) -> Colours:
    """The colours that go with a palette, with more contrast where the system asks for it."""
    found = DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return with_more_contrast(found)
    return found


def with_more_contrast(c: Colours) -> Colours:
    """The same colours without any pale text or pale line."""
    return c._replace(muted=c.text, line=c.edge, edge=c.text)


def use_scheme(app: QApplication, name: str) -> None:
    """Use `light` or `dark` colours, or "" to follow the system, and dress the application."""
    choose_scheme(app, name)
    dress(app)


def choose_scheme(app: QApplication, name: str) -> None:
    """Use those colours, and leave the style sheet to `dress`.

    A first window is made before it is dressed: under a style sheet, Qt goes through all that is in
    a widget each time it is put into another.
    """
    chosen = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(name)
    app.setProperty("scheme", name)
    app.styleHints().setColorScheme(chosen or Qt.ColorScheme.Unknown)
    _colour(app)


def dress(app: QApplication) -> None:
    """Put palette and style sheet of the scheme in use on the application."""
    _colour(app)
    sheet = style_sheet(colours(app.palette()), app.font().pointSizeF())
    if sheet != app.styleSheet():
        # Every widget there is gets another style then, so never for nothing.
        app.setStyleSheet(sheet)


def _colour(app: QApplication) -> None:
    chosen = str(app.property("scheme") or "")
    system_is_dark = app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    dark = chosen == "dark" or (not chosen and system_is_dark)
    app.setPalette(palette_of(DARK if dark else LIGHT))


def palette_of(c: Colours) -> QPalette:
    """The palette for everything the style draws by itself."""
    palette = QPalette(QColor(c.paper), QColor(c.canvas))
    role = QPalette.ColorRole
    for which, name in (
        (role.Window, c.canvas),
        (role.WindowText, c.text),
        (role.Base, c.paper),
        (role.AlternateBase, c.canvas),
        (role.Text, c.text),
        (role.Button, c.paper),
        (role.ButtonText, c.text),
        (role.PlaceholderText, c.muted),
        (role.ToolTipBase, c.paper),
        (role.ToolTipText, c.text),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Accent, c.accent),
        (role.Link, c.accent),
        (role.LinkVisited, c.accent),
        (role.Light, c.paper),
        (role.Midlight, c.line),
        (role.Mid, c.edge),
        (role.Dark, c.edge),
        (role.Shadow, c.edge),
    ):
        palette.setColor(which, QColor(name))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(c.edge))
    return palette


def style_sheet(c: Colours, points: float) -> str:
    """The style sheet of every window; `points` is the system font's size."""
    icons = (resources_dir() / "icons").as_posix()
    return "".join(
        (_texts(c, points), _buttons(c, icons), _fields(c, icons), _views(c, points), _frames(c))
    )


def _texts(c: Colours, points: float) -> str:
    return f"""
QLabel[look="title"] {{ font-size: {points * 1.7:.1f}pt; font-weight: 600; }}
QLabel[look="heading"] {{ font-size: {points * 1.15:.1f}pt; font-weight: 600; }}
QLabel[look="figure"] {{ font-size: {points * 2.4:.1f}pt; font-weight: 600; }}
QLabel[look="strong"] {{ font-weight: 600; }}
QLabel[look="muted"] {{ color: {c.muted}; }}
QToolTip {{ color: {c.text}; background: {c.paper}; border: 1px solid {c.edge}; padding: 4px; }}
"""


def _buttons(c: Colours, icons: str) -> str:
    ground = "on-light" if c.dark else "on-dark"
    return f"""
QPushButton {{
  min-height: {TARGET - 4}px; padding: 1px 15px; border: 1px solid {c.edge};
  border-radius: {RADIUS}px; background: {c.paper}; color: {c.text};
}}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {c.accent_tint}; }}
QPushButton:disabled {{ color: {c.edge}; border-color: {c.line}; background: {c.canvas}; }}
QPushButton:focus {{ border: {RING}px solid {c.ring}; padding: 0px 14px; }}
QPushButton[look="primary"] {{
  background: {c.accent}; border-color: {c.accent}; color: {c.on_accent}; font-weight: 600;
}}
QPushButton[look="primary"]:hover, QPushButton[look="primary"]:pressed {{
  background: {c.accent_hover}; border-color: {c.accent_hover};
}}
QPushButton[look="primary"]:disabled {{
  background: {c.line}; border-color: {c.line}; color: {c.muted};
}}
QPushButton[look="primary"]:focus {{ border: {RING}px solid {c.text}; }}
QPushButton[look="quiet"] {{ background: transparent; border-color: transparent; }}
QPushButton[look="quiet"]:hover {{ background: {c.hover}; }}
QPushButton[look="quiet"]:focus {{ border-color: {c.ring}; }}
QPushButton[look="chip"] {{
  min-height: {TARGET - 6}px; padding: 1px 13px; border-radius: {TARGET // 2 - 1}px;
}}
QPushButton[look="chip"]:checked {{ background: {c.accent_tint}; border-color: {c.accent}; }}
QPushButton[look="chip"][suggested="true"]:checked {{
  background: transparent; border: 2px dashed {c.accent}; padding: 0px 12px;
}}
QPushButton[look="chip"]:focus {{ border: {RING}px solid {c.ring}; padding: 0px 12px; }}
QPushButton[look="offer"] {{
  min-height: {TARGET - 6}px; padding: 1px 13px; border-radius: {TARGET // 2 - 1}px;
  border: 1px dashed {c.edge}; background: transparent;
}}
QPushButton[look="offer"]:hover {{ background: {c.hover}; }}
QPushButton[look="offer"]:disabled {{ border-color: {c.line}; }}
QPushButton[look="offer"]:focus {{ border: {RING}px solid {c.ring}; padding: 0px 12px; }}
QPushButton::menu-indicator {{ image: none; width: 0px; }}
QToolButton {{
  min-width: {TARGET - 4}px; min-height: {TARGET - 4}px; padding: 1px;
  border: 1px solid transparent; border-radius: {RADIUS}px; background: transparent;
}}
QToolButton:hover {{ background: {c.hover}; }}
QToolButton:checked {{ background: {c.accent_tint}; }}
QToolButton:focus {{ border: {RING}px solid {c.ring}; padding: 0px; }}
QToolButton::menu-indicator {{ image: none; }}
QCheckBox, QRadioButton {{
  min-height: {TARGET - 4}px; spacing: {GRID}px; padding: 1px 5px;
  border: 1px solid transparent; border-radius: {RADIUS}px;
}}
QCheckBox:focus, QRadioButton:focus {{ border: {RING}px solid {c.ring}; padding: 0px 4px; }}
QPushButton, QToolButton, QCheckBox, QRadioButton, QTabBar {{ outline: none; }}
QFrame[look="choice"] {{ border: {RING}px solid transparent; border-radius: {RADIUS}px; }}
QFrame[look="choice"][ringed="true"] {{ border-color: {c.ring}; }}
QFrame[look="choice"] QAbstractButton, QFrame[look="choice"] QAbstractButton:focus {{
  border: none; padding: 1px 4px;
}}
QCheckBox::indicator, QRadioButton::indicator, QListView::indicator {{
  width: 16px; height: 16px; border: 1px solid {c.edge}; background: {c.paper};
}}
QCheckBox::indicator, QListView::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 9px; }}
QCheckBox::indicator:checked, QRadioButton::indicator:checked, QListView::indicator:checked {{
  background: {c.accent}; border-color: {c.accent};
}}
QCheckBox::indicator:checked, QListView::indicator:checked {{
  image: url("{icons}/tick-{ground}.svg");
}}
QRadioButton::indicator:checked {{ image: url("{icons}/dot-{ground}.svg"); }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {c.line}; }}
"""


def _fields(c: Colours, icons: str) -> str:
    return f"""
QLineEdit, QComboBox, QSpinBox, QPlainTextEdit, QTextEdit {{
  border: 1px solid {c.edge}; border-radius: {RADIUS}px; background: {c.paper}; color: {c.text};
  padding: 1px 9px; selection-background-color: {c.accent}; selection-color: {c.on_accent};
}}
QLineEdit, QComboBox, QSpinBox {{ min-height: {TARGET - 4}px; }}
QPlainTextEdit, QTextEdit {{ padding: 5px 5px; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus {{
  border: {RING}px solid {c.ring}; padding: 0px 8px;
}}
QPlainTextEdit:focus, QTextEdit:focus {{ border: {RING}px solid {c.ring}; padding: 4px 4px; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled {{
  background: {c.canvas}; color: {c.muted}; border-color: {c.line};
}}
QSpinBox QLineEdit, QComboBox QLineEdit, QSpinBox QLineEdit:focus, QComboBox QLineEdit:focus {{
  border: none; padding: 0px; min-height: 0px; background: transparent;
}}
QLineEdit QToolButton, QLineEdit QToolButton:hover {{
  border: none; padding: 0px; min-width: 0px; min-height: 0px; background: transparent;
}}
QLineEdit[offered="true"] {{ border: 2px dashed {c.accent}; padding: 0px 8px; }}
QLineEdit[wrong="true"] {{ border: {RING}px solid {c.no}; padding: 0px 8px; }}
QComboBox::drop-down {{ border: none; width: 28px; }}
QComboBox::down-arrow {{ image: url("{icons}/arrow-down.svg"); width: 18px; height: 18px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{
  border: 1px solid {c.edge}; border-radius: 0px; background: {c.paper}; outline: none;
  selection-background-color: {c.accent_tint}; selection-color: {c.text};
}}
QComboBox QAbstractItemView::item {{
  min-height: {TARGET - 2 * RING}px; padding: 0px 6px; border: {RING}px solid transparent;
}}
QComboBox QAbstractItemView::item:selected {{
  border-color: {c.ring}; background: {c.accent_tint}; color: {c.text};
}}
QSpinBox::up-button, QSpinBox::down-button {{ border: none; width: 28px; }}
QSpinBox::up-arrow {{ image: url("{icons}/arrow-up.svg"); width: 14px; height: 14px; }}
QSpinBox::down-arrow {{ image: url("{icons}/arrow-down.svg"); width: 14px; height: 14px; }}
"""


def _views(c: Colours, points: float) -> str:
    return f"""
QTableView, QListView, QTreeView {{
  background: {c.paper}; border: 1px solid {c.line}; border-radius: {RADIUS + 2}px;
  outline: none; gridline-color: {c.line};
  selection-background-color: {c.accent_tint}; selection-color: {c.text};
}}
QTableView:focus, QListView:focus, QTreeView:focus {{ border: {RING}px solid {c.ring}; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{
  background: {c.paper}; color: {c.muted}; border: none; border-bottom: 1px solid {c.line};
  padding: 8px; font-size: {points * 0.95:.1f}pt; font-weight: 600;
}}
QTableCornerButton::section {{ background: {c.paper}; border: none; }}
QListView[look="side"] {{ background: transparent; border: none; }}
QListView[look="plain"] {{ border: {RING}px solid transparent; border-radius: {RADIUS}px; }}
QListView[look="plain"]:focus {{ border: {RING}px solid {c.ring}; }}
QScrollBar:vertical {{ background: transparent; width: {SCROLL_BAR}px; margin: 0px; }}
QScrollBar:horizontal {{ background: transparent; height: {SCROLL_BAR}px; margin: 0px; }}
QScrollBar::handle {{ background: {c.edge}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: 36px; }}
QScrollBar::handle:horizontal {{ min-width: 36px; }}
QScrollBar::handle:hover {{ background: {c.muted}; margin: 2px; border-radius: 4px; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0px; height: 0px; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QTabWidget::pane {{ border: none; padding-top: {GRID}px; }}
QTabBar {{ qproperty-drawBase: 0; }}
QTabBar::tab {{
  min-height: {TARGET}px; padding: 2px 14px; margin-right: 4px; color: {c.muted};
  border: {RING}px solid transparent; border-bottom: 3px solid transparent; background: transparent;
}}
QTabBar::tab:hover {{ color: {c.text}; }}
QTabBar::tab:selected {{ color: {c.text}; font-weight: 600; border-bottom-color: {c.accent}; }}
QTabBar::tab:selected:focus {{ border: {RING}px solid {c.ring}; border-radius: {RADIUS}px; }}
"""


def _frames(c: Colours) -> str:
    return f"""
QMainWindow, QDialog {{ background: {c.canvas}; }}
QFrame[look="side"] {{ background: {c.side}; border: none; }}
QFrame[look="card"] {{
  background: {c.paper}; border: 1px solid {c.line}; border-radius: {RADIUS + 4}px;
}}
QFrame[look="drop"] {{ border: {RING}px dashed {c.line}; border-radius: {RADIUS + 4}px; }}
QFrame[look="banner"] {{ border-radius: {RADIUS + 2}px; }}
QFrame[look="banner"][tone="no"] {{ background: {c.no_tint}; border: 1px solid {c.no}; }}
QFrame[look="banner"][tone="ok"] {{ background: {c.ok_tint}; border: 1px solid {c.ok}; }}
QFrame[look="banner"][tone="unknown"] {{
  background: {c.unknown_tint}; border: 1px solid {c.unknown};
}}
QFrame[look="banner"][tone="plain"] {{
  background: {c.accent_tint}; border: 1px solid {c.accent};
}}
QScrollArea, QScrollArea > QWidget > QWidget[look="page"] {{
  background: transparent; border: none;
}}
QSplitter::handle {{ background: transparent; }}
QMenuBar {{ background: {c.side}; border: none; padding: 2px 4px; }}
QMenuBar::item {{ padding: 5px 10px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {c.hover}; }}
QMenu {{
  background: {c.paper}; border: 1px solid {c.edge}; padding: 6px;
}}
QMenu::item {{
  padding: 5px 26px 5px 10px; border: {RING}px solid transparent; border-radius: 4px;
}}
QMenu::item:selected {{ background: {c.accent_tint}; color: {c.text}; border-color: {c.ring}; }}
QMenu::item:disabled {{ color: {c.edge}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 6px 8px; }}
QStatusBar {{ background: {c.side}; border: none; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {c.muted}; padding: 0px 8px; }}
"""
