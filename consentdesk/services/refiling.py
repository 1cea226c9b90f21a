"""A number that comes back although its sheet is filed: what then lies on the desk, and its name.

The sheet that was filed is in its binder. A second one with the same number is that sheet once more
or a copy of it: the same PDF printed again at home, a photocopy for the other guardian, a lost
sheet that turned up beside its reprint. A copy is a signed paper of its own and may say no, so it
is filed as well: under the number that is printed on it with its place after it, `7K3M-9QX2/2`,
which the clerk adds on the paper. So the entry names the paper in the binder, the paper names its
entry, every number files one sheet, and the first answers stay as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act, Answered, Granted, Purpose, Serial
from consentdesk.domain.journal import Form, FormState
from consentdesk.domain.people import Signer
from consentdesk.domain.serials import further, place_of, printed_number
from consentdesk.errors import BadInput, IntakeRefused, Problem

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.writing import Writer


def sheets(reader: Reader, serial: Serial) -> Iterator[Form]:
    """All sheets known that bear this printed number, the printed one first."""
    wanted, place = printed_number(serial), 1
    while True:
        try:
            yield reader.form(wanted)
        except BadInput as error:
            if error.problem is not Problem.UNKNOWN_SERIAL:
                raise
            return
        place += 1
        wanted = further(serial, place)


def next_number(reader: Reader, serial: Serial) -> Serial:
    """The number under which the next sheet with this printed number is recorded.

    The printed one itself while that is not filed; else the first place that is not filed yet.
    BadInput UNKNOWN_SERIAL.
    """
    known = tuple(sheets(reader, serial))
    if not known:
        raise BadInput(Problem.UNKNOWN_SERIAL, serial=serial)
    waiting = (form.serial for form in known if form.state is not FormState.JOURNALED)
    return next(waiting, further(serial, len(known) + 1))


def form_of(writer: Writer, serial: Serial) -> Form:
    """The form of that number; a further sheet is taken in when its turn has come.

    BadInput UNKNOWN_SERIAL, or FORM_OUT_OF_TURN where the sheet before is not filed yet.
    RegisterError REGISTER_DAMAGED where it is not the sheet that was printed.
    """
    if place_of(serial) == 1:
        writer.must_be_as_printed(serial)
        return writer.form(serial)
    known = {form.serial: form for form in sheets(writer, serial)}
    for sheet in known:
        writer.must_be_as_printed(sheet)
    if serial in known:
        return known[serial]
    wanted = next_number(writer, serial)
    if serial != wanted:
        raise BadInput(Problem.FORM_OUT_OF_TURN, serial=serial, wanted=wanted)
    first = known[printed_number(serial)]
    form = replace(first, serial=serial, state=FormState.PRINTED, scan=None)
    writer.issue_form(form)
    return form


def check_new_answers(
    reader: Reader,
    serial: Serial,
    answers: Mapping[Purpose, bool],
    signer: Signer,
    signed_on: date,
) -> None:
    """Refuse the sheet that is filed already: same signer, same day, same crosses.

    IntakeRefused ANSWERS_FILED_ALREADY. Without this a slip would file one paper twice.
    """
    for form in _others(reader, serial):
        filed = reader.entries([form.serial]).get(form.serial)
        if filed is None:
            continue
        given = reader.answers(form.serial)
        same = all(
            _says(act) == (answers.get(purpose, False), signer, signed_on)
            for purpose, act in given.items()
        )
        if given and same:
            raise IntakeRefused(
                Problem.ANSWERS_FILED_ALREADY, serial=form.serial, number=filed.number
            )


def check_new_scan(reader: Reader, serial: Serial, scan: bytes) -> None:
    """Refuse the scan of another sheet with this number; IntakeRefused SCAN_OF_ANOTHER_SHEET."""
    digest = sha256(scan).hexdigest()
    for form in _others(reader, serial):
        if form.scan == digest:
            raise IntakeRefused(Problem.SCAN_OF_ANOTHER_SHEET, serial=form.serial)


def _others(reader: Reader, serial: Serial) -> Iterator[Form]:
    return (form for form in sheets(reader, serial) if form.serial != serial)


def _says(act: Act) -> tuple[bool, Signer | None, date | None]:
    body = act.body
    if not isinstance(body, Answered):
        return False, None, None
    return isinstance(body, Granted), body.signer, body.signed_on
