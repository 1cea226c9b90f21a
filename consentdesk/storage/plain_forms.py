"""Whether a form's row plainly is what the acts with its number say: the quick look of `verify`.

As in `plain_photos`. The acts' texts are only held against the row: that they can be read at all is
found where the permissions of the same people are worked out.
"""

import re
from collections.abc import Sequence
from json.encoder import encode_basestring_ascii
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from consentdesk.domain.acts import ActKind
from consentdesk.domain.journal import FormState
from consentdesk.storage.facts import printed_as
from consentdesk.storage.schema import form, ledger
from consentdesk.storage.snapshot import institution_is

FORMS = (
    sa.select(
        *[
            form.c[name]
            for name in (
                *("id", "serial", "subject", "edition", "language", "wording", "purposes"),
                *("state", "scan", "guardian", "own", "printed_at"),
            )
        ],
        *[ledger.c[name] for name in ("number", "subject", "kind", "body", "binds")],
    )
    .outerjoin(
        ledger,
        sa.and_(
            ledger.c.institution == form.c.institution,
            ledger.c.serial == form.c.serial,
            # Said though it follows, so that SQLite takes the index that has only these.
            ledger.c.serial.is_not(None),
        ),
    )
    .where(institution_is(form))
    # Asked for the acts in order as well, SQLite would go through the whole ledger for each form.
    .order_by(form.c.id)
)
"""Each form once for each of its acts, and once where there is none."""
_NUMBER = -5
_PURPOSES = re.compile(r'\[(?:"[a-z0-9_]+"(?:,"[a-z0-9_]+")*)?\]').fullmatch
_ON_PAPER = re.compile(r'\{"evidence":"[0-9a-f]{64}","evidence_kind":"paper",').match
_ANSWERS = (ActKind.GRANTED, ActKind.REFUSED)
_quoted = encode_basestring_ascii


def is_plain(rows: Sequence[tuple[Any, ...]]) -> bool:
    """Whether a form, in all its rows of `FORMS`, plainly is as far as its acts say."""
    try:
        return _is_plain(rows)
    except (LookupError, TypeError):
        return False


def _is_plain(rows: Sequence[tuple[Any, ...]]) -> bool:
    _id, serial, subject, edition, language, wording, purposes, state, scan = rows[0][:9]
    guardian, own, printed_at = rows[0][9:12]
    if type(subject) is not int or _PURPOSES(purposes) is None:
        return False
    asked = (
        f'{{"edition":{_quoted(edition)},"purposes":{purposes},"serial":{_quoted(serial)},'
        f'"subject":{subject}}}'
    )
    signed = (
        f',"wording":{{"digest":{_quoted(wording)},"edition":{_quoted(edition)},'
        f'"language":{_quoted(language)}}}}}'
    )
    kinds, filed = set(), ""
    for *_, whose, kind, body, binds in sorted(rows, key=itemgetter(_NUMBER)):
        if whose != subject:
            return False
        kinds.add(kind)
        if kind in _ANSWERS:
            if not body.endswith(signed):
                return False
        elif kind == ActKind.JOURNALED:
            filed = body
        elif (
            kind != ActKind.ASKED
            or body != asked
            or (
                binds is not None
                and binds
                != printed_as(serial, guardian, edition, language, wording, own, printed_at)
            )
        ):
            return False
    if ActKind.ASKED not in kinds:
        return False
    if not filed:
        reached = FormState.PRINTED if kinds == {ActKind.ASKED} else FormState.RECORDED
        return bool(state == reached)
    return bool(state == FormState.JOURNALED) and _bears(filed, scan)


def _bears(filed: str, scan: str | None) -> bool:
    """Whether the entry is about that scan, or about paper where there is none."""
    if scan is None:
        return _ON_PAPER(filed) is not None
    return filed.startswith(f'{{"evidence":{_quoted(scan)},"evidence_kind":"scan",')
