"""Puts the letters of one line in the order and shape in which they are drawn.

A PDF page takes letters from left to right and joins nothing by itself. Knows right-to-left runs
and the joining letters of Arabic script, from the Unicode tables of the standard library; enough
for a name, and for running text without vowel marks in a font that has the joined forms. The tests
hold what is drawn against a real shaping library.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

_MARK = "Mn"
_OPENING = "([<«"
_MIRRORED: Mapping[str, str] = {
    **dict(zip(_OPENING, ")]>»", strict=True)),
    **dict(zip(")]>»", _OPENING, strict=True)),
}
_LAM = "\N{ARABIC LETTER LAM}"
_NON_JOINER = "\N{ZERO WIDTH NON-JOINER}"


@lru_cache(4096)
def drawn(text: str, leftwards: bool | None = None) -> str:
    """The text as it is drawn from left to right; text without such letters is only normalised.

    `leftwards` is whether the whole it is a line of runs from right to left; None: the line goes
    the way its first letter does.
    """
    whole = unicodedata.normalize("NFC", text)
    if not leftwards and not any(unicodedata.bidirectional(c) in ("R", "AL") for c in whole):
        return whole
    # What only parts two letters has no picture of its own.
    return _left_to_right(_joined(whole), leftwards).replace(_NON_JOINER, "")


def _left_to_right(text: str, leftwards: bool | None) -> str:
    """Runs in visual order."""
    first = next((side for side in map(_side, text) if side is not None), False)
    base = first if leftwards is None else leftwards
    runs: list[tuple[bool, str]] = []
    for sign, side in zip(text, _sides(text, base), strict=True):
        if runs and runs[-1][0] is side:
            runs[-1] = (side, runs[-1][1] + sign)
        else:
            runs.append((side, sign))
    shown = [_mirrored(run) if leftwards else run for leftwards, run in runs]
    return "".join(reversed(shown) if base else shown)


def _side(sign: str) -> bool | None:
    """True for a letter that runs leftwards, False for one that runs rightwards, else None."""
    kind = unicodedata.bidirectional(sign)
    if kind in ("R", "AL"):
        return True
    return False if kind in ("L", "EN", "AN") else None


def _sides(text: str, base: bool) -> list[bool]:
    """The way each sign runs: what has none of its own goes with equal neighbours, or the line."""
    own = [_side(sign) for sign in text]
    for opened, closed in _pairs(text):
        inside = {side for side in own[opened + 1 : closed] if side is not None}
        earlier = next((side for side in reversed(own[:opened]) if side is not None), base)
        if inside:
            own[opened] = own[closed] = base if base in inside else earlier
    sides = []
    before = base
    for place, side in enumerate(own):
        if side is None:
            after = next((s for s in own[place:] if s is not None), base)
            sides.append(before if before is after else base)
        else:
            before = side
            sides.append(side)
    return sides


def _pairs(text: str) -> list[tuple[int, int]]:
    """Where brackets open and close, in the order of opening."""
    waiting: list[int] = []
    pairs = []
    for place, sign in enumerate(text):
        if sign in _OPENING:
            waiting.append(place)
        elif waiting and sign == _MIRRORED.get(text[waiting[-1]]):
            pairs.append((waiting.pop(), place))
    return sorted(pairs)


def _mirrored(run: str) -> str:
    """The run backwards, marks still behind their letter, brackets turned."""
    clusters: list[str] = []
    for sign in run:
        if clusters and unicodedata.category(sign) == _MARK:
            clusters[-1] += sign
        else:
            clusters.append(_MIRRORED.get(sign, sign))
    return "".join(reversed(clusters))


def _joined(text: str) -> str:
    """Arabic letters replaced by the form that joins their neighbours."""
    forms = _joining_forms()
    signs = _with_lam_alef(text, forms)
    shaped = []
    for place, sign in enumerate(signs):
        mine = forms.get(sign)
        if mine is None:
            shaped.append(sign)
            continue
        before = _neighbour(signs, place, -1)
        after = _neighbour(signs, place, 1)
        joins_before = before in forms and "initial" in forms[before] and "final" in mine
        joins_after = after in forms and "final" in forms[after] and "initial" in mine
        form = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get(
            (joins_before, joins_after), "isolated"
        )
        shaped.append(mine.get(form, sign))
    return "".join(shaped)


def _neighbour(signs: list[str], place: int, step: int) -> str:
    """The next letter on that side, marks passed over; "" at the end."""
    place += step
    while 0 <= place < len(signs) and unicodedata.category(signs[place][0]) == _MARK:
        place += step
    return signs[place] if 0 <= place < len(signs) else ""


def _with_lam_alef(text: str, forms: Mapping[str, object]) -> list[str]:
    """The letters one by one, lam and alef together where they have a form of their own."""
    signs: list[str] = []
    for sign in text:
        if signs and signs[-1] == _LAM and _LAM + sign in forms:
            signs[-1] += sign
        else:
            signs.append(sign)
    return signs


@cache
def _joining_forms() -> dict[str, dict[str, str]]:
    """From a letter (or lam with alef) to its drawn forms: isolated, initial, medial, final."""
    forms: dict[str, dict[str, str]] = {}
    for block in (range(0xFB50, 0xFBB2), range(0xFBD3, 0xFC00), range(0xFE80, 0xFEFD)):
        for code in block:
            how, *letters = unicodedata.decomposition(chr(code)).split() or [""]
            if how in ("<isolated>", "<initial>", "<medial>", "<final>"):
                base = "".join(chr(int(letter, 16)) for letter in letters)
                if len(base) == 1 or (len(base) == 2 and base[0] == _LAM):
                    forms.setdefault(base, {}).setdefault(how.strip("<>"), chr(code))
    return forms
