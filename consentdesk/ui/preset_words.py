"""How copies for a destination are made, in one line."""

from consentdesk.domain.presets import Preset
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.choices import Choice

EDGES = (2048, 1600, 1440, 1200)
"""Longest edges offered, in pixels: what social media keep, down to what a mail can carry."""


def edge_choices(*more: int | None) -> list[Choice]:
    """The lengths to choose from, those asked for among them."""
    edges = sorted({*EDGES, *(edge for edge in more if edge is not None)}, reverse=True)
    pixels = _("{count} pixels")
    return [
        ("", _("Full size")),
        *((str(e), pixels.format(count=format_number(e))) for e in edges),
    ]


def preset_line(preset: Preset) -> str:
    """All that is usual, but for what is usual everywhere."""
    said = []
    if preset.max_edge is None:
        said.append(_("full size"))
    else:
        said.append(_("{count} pixels").format(count=format_number(preset.max_edge)))
        said.append(_("quality {number}").format(number=preset.quality))
    if preset.folder:
        said.append(_("in the folder “{name}”").format(name=preset.folder))
    if preset.credit:
        said.append(f"“{preset.credit}”")
    if preset.terms:
        said.append(f"“{preset.terms}”")
    if preset.status:
        said.append(_("with what PLUS asks for"))
    if not (preset.credit or preset.terms or preset.status):
        said.append(_("without place and names"))
    figures = ngettext("numbers of {count} figure", "numbers of {count} figures", preset.figures)
    if preset.figures != Preset(destination=preset.destination).figures:
        said.append(figures.format(count=preset.figures))
    return " · ".join(said)
