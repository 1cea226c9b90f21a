"""The only words that leave with a picture, as XMP: credit, terms of use, and what PLUS asks for.

Written in exactly one form, so that a reader can tell ours from anybody else's by writing it again
and comparing. Whether the words name anybody is for the export gate to ask.
"""

import re
import unicodedata
from collections.abc import Sequence
from html import escape, unescape

from consentdesk.domain.plus import ModelRelease
from consentdesk.errors import BadInput, Problem

_LONGEST = 300
_BEGIN = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about=""'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
    ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
    ' xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/">'
)
_CREDIT = ("<photoshop:Credit>", "</photoshop:Credit>")
_TERMS = (
    '<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">',
    "</rdf:li></rdf:Alt></xmpRights:UsageTerms>",
)
_STATUS = (
    "<plus:ModelReleaseStatus>http://ns.useplus.org/ldf/vocab/",
    "</plus:ModelReleaseStatus>",
)
_IDS = ("<plus:ModelReleaseID><rdf:Bag>", "</rdf:Bag></plus:ModelReleaseID>")
_ID = ("<rdf:li>", "</rdf:li>")
_ID_FORM = r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}"
"""Made by us, of nothing that says who: see `services.stamping`."""
_END = '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'


def _maybe(places: tuple[str, str], inner: str) -> str:
    return f"(?:{re.escape(places[0])}{inner}{re.escape(places[1])})?"


_FORM = re.compile(
    re.escape(_BEGIN)
    + _maybe(_CREDIT, "([^<]*)")
    + _maybe(_TERMS, "([^<]*)")
    + _maybe(_STATUS, f"({'|'.join(ModelRelease)})")
    + _maybe(_IDS, f"((?:{_ID[0]}{_ID_FORM}{_ID[1]})+)")
    + re.escape(_END)
)


def packet(
    credit: str,
    licence: str,
    status: ModelRelease | None = None,
    ids: Sequence[str] = (),
) -> bytes:
    """The XMP packet, UTF-8; empty where nothing is given.

    BadInput (CREDIT_UNUSABLE) for more than 300 characters, and for signs that no line of text has;
    ValueError for an id of another form than ours.
    """
    text = ""
    for words, (before, after) in ((credit, _CREDIT), (licence, _TERMS)):
        if words:
            _check(words)
            text += before + escape(words) + after
    if status is not None:
        text += _STATUS[0] + status.value + _STATUS[1]
    if ids:
        if not all(re.fullmatch(_ID_FORM, one) for one in ids):
            raise ValueError("id")
        text += _IDS[0] + "".join(_ID[0] + one + _ID[1] for one in ids) + _IDS[1]
    return (_BEGIN + text + _END).encode() if text else b""


def is_packet(data: bytes) -> bool:
    """Whether these are the bytes of a packet written here, with nothing else in it."""
    try:
        found = _FORM.fullmatch(data.decode())
        if found is None:
            return False
        credit, licence = (unescape(part or "") for part in found.groups()[:2])
        status, listed = found.group(3), found.group(4) or ""
        ids = re.findall(_ID_FORM, listed)
        return packet(credit, licence, ModelRelease(status) if status else None, ids) == data
    except (UnicodeDecodeError, BadInput):
        return False


def _check(words: str) -> None:
    # Cc, Cf, Cs, Co, Cn: control and format signs (bidirectional overrides among them), halves of
    # surrogates, private and unassigned ones.
    if len(words) > _LONGEST or any(unicodedata.category(c).startswith("C") for c in words):
        raise BadInput(Problem.CREDIT_UNUSABLE)
