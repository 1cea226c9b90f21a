"""The work behind the intake dialog's buttons: record a form, journal it, or both at once."""

from collections.abc import Callable
from datetime import datetime

from consentdesk.domain.people import Subject
from consentdesk.services.intake import Filed
from consentdesk.ui.context import Context
from consentdesk.ui.filed_card import Done
from consentdesk.ui.form_sheet import Typed
from consentdesk.ui.intake_reading import FormView
from consentdesk.ui.take_down import read_out

Write = Callable[[str, datetime], Done]
"""Work that writes: called with the clerk and the time (UTC)."""


def writing(
    context: Context, view: FormView, typed: Typed, *, journaling: bool, anew: bool
) -> Write:
    """What is to be written for a form that lies there filled in.

    With `journaling` it goes into the journal, otherwise the answers are only recorded; `anew` says
    that a sheet filed before was answered once more. It raises what `services.intake` refuses.
    """
    if not journaling:
        return _recording(context, view, typed)
    return _journaling(context, view, typed) if view.answers else _both(context, view, typed, anew)


def _recording(context: Context, view: FormView, typed: Typed) -> Write:
    def write(clerk: str, at: datetime) -> Done:
        from consentdesk.services import intake

        subject = _about(view)
        recorded = intake.record(
            context.register,
            clerk,
            at,
            serial=view.form.serial,
            answers=typed.answers,
            signer=typed.signer,
            signed_on=typed.signed_on,
            scan=typed.scan,
            subject=subject.id,
        )
        out = read_out(context, subject.id, recorded.releases)
        return Done(name=subject.name, subject=subject.id, out=out)

    return write


def _journaling(context: Context, view: FormView, typed: Typed) -> Write:
    def write(clerk: str, at: datetime) -> Done:
        from consentdesk.services import intake

        filed = intake.journal_recorded(
            context.register,
            clerk,
            at,
            serial=view.form.serial,
            scan=typed.scan,
            paper_at=typed.paper_at,
        )
        return _done(context, view, filed)

    return write


def _both(context: Context, view: FormView, typed: Typed, anew: bool) -> Write:
    def write(clerk: str, at: datetime) -> Done:
        from consentdesk.services import intake

        filed = intake.record_and_journal(
            context.register,
            clerk,
            at,
            serial=view.form.serial,
            answers=typed.answers,
            signer=typed.signer,
            signed_on=typed.signed_on,
            scan=typed.scan,
            subject=_about(view).id,
            paper_at=typed.paper_at,
            anew=anew,
        )
        return _done(context, view, filed)

    return write


def _about(view: FormView) -> Subject:
    """Whom the form is about; nobody is asked to write before that is known."""
    if view.subject is None:
        raise RuntimeError("nobody was chosen for the form")
    return view.subject


def _done(context: Context, view: FormView, filed: Filed) -> Done:
    subject = _about(view)
    return Done(
        name=subject.name,
        subject=subject.id,
        out=read_out(context, subject.id, filed.releases),
        filed=filed,
        new_number=filed.entry.serial != view.form.serial,
    )
