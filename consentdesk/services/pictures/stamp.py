"""The only words that leave with a picture: a credit line and the terms of use, as XMP.

Written in exactly one form, so that a reader can tell ours from anybody else's by writing it again
and comparing. Whether the words name anybody is for the export gate to ask.
"""

import re
import unicodedata
from html import escape, unescape

from consentdesk.errors import BadInput, Problem

_LONGEST = 300
_BEGIN = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about=""'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
    ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">'
)
_CREDIT = ("<photoshop:Credit>", "</photoshop:Credit>")
_TERMS = (
    '<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">',
    "</rdf:li></rdf:Alt></xmpRights:UsageTerms>",
)
_END = '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
_FORM = re.compile(
    re.escape(_BEGIN)
    + f"(?:{re.escape(_CREDIT[0])}([^<]*){re.escape(_CREDIT[1])})?"
    + f"(?:{re.escape(_TERMS[0])}([^<]*){re.escape(_TERMS[1])})?"
    + re.escape(_END)
)


def packet(credit: str, licence: str) -> bytes:
    """The XMP packet, UTF-8; empty where neither is given.

    BadInput (CREDIT_UNUSABLE) for more than 300 characters, and for signs that no line of text has.
    """
    text = ""
    for words, (before, after) in ((credit, _CREDIT), (licence, _TERMS)):
        if words:
            _check(words)
            text += before + escape(words) + after
    return (_BEGIN + text + _END).encode() if text else b""


def read_packet(data: bytes) -> tuple[str, str] | None:
    """Credit and licence of a packet written here; None for any other."""
    try:
        found = _FORM.fullmatch(data.decode())
        if found is None:
            return None
        credit, licence = (unescape(part or "") for part in found.groups())
        return (credit, licence) if packet(credit, licence) == data else None
    except (UnicodeDecodeError, BadInput):
        return None


def _check(words: str) -> None:
    # Cc, Cf, Cs, Co, Cn: control and format signs (bidirectional overrides among them), halves of
    # surrogates, private and unassigned ones.
    if len(words) > _LONGEST or any(unicodedata.category(c).startswith("C") for c in words):
        raise BadInput(Problem.CREDIT_UNUSABLE)
