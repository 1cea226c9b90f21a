"""The page that stands there when the register can't be opened; where a server is away, what helps.

Then pictures can be checked as of earlier that day, where that was kept, and the register is opened
by itself as soon as the server answers.
"""

from PySide6.QtCore import QTimer

from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.ui import doors
from consentdesk.ui.context import Context
from consentdesk.ui.problem_page import ProblemPage

AGAIN = 10_000
"""Milliseconds between two tries."""


def problem_page(
    context: Context, error: ConsentDeskError, location: str, institution: str | None
) -> ProblemPage:
    """The page that says so, and the ways on."""
    is_file = "://" not in location
    page = ProblemPage(error, may_restore=is_file)
    if is_file or error.problem is not Problem.REGISTER_UNREACHABLE:
        return page
    answers = context.last_answers

    def found() -> None:
        from consentdesk.ui.as_of import pack_time

        if answers.known is not None:
            page.offer_check(pack_time(answers.known.pack))

    page.check_wanted.connect(lambda: doors.open_check(context, page))
    answers.ran_out.connect(page.check.hide)
    answers.recall(location, institution, found)
    _try_again(context, page, location, institution)
    return page


def _try_again(context: Context, page: ProblemPage, location: str, institution: str | None) -> None:
    """Look now and then whether the server answers, without moving anything on the page."""
    timer = QTimer(page)
    timer.setInterval(AGAIN)

    def work() -> None:
        from consentdesk.storage.register import Register

        Register.open(location, institution=institution).close()

    def look() -> None:
        context.tasks.run(
            page,
            lambda _progress: work(),
            lambda _none: page.retried.emit(),
            failed=lambda _error: timer.start(),
        )

    timer.setSingleShot(True)
    timer.timeout.connect(look)
    timer.start()
