"""Runs one command from words to exit status; the application root of the command line.

Here faults become sentences and exit statuses, and nowhere else on the command line.
"""

import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise

import click
from click.shell_completion import shell_complete

from consentdesk import bugs, i18n
from consentdesk.cli.answers import (
    BROKEN,
    PARTLY,
    WITHHELD,
    WRONG_USAGE,
    Answer,
    UnwritableError,
    complain,
    show,
    shown,
)
from consentdesk.cli.commands import PROGRAM, Commands
from consentdesk.cli.desk import now
from consentdesk.cli.usage import usage_sentence
from consentdesk.cli.window import COMPLETE, OpenWindow
from consentdesk.errors import (
    BadInput,
    Cancelled,
    Caught,
    ConsentDeskError,
    PartlyDone,
    Problem,
    RegisterError,
    RuleRefusal,
)
from consentdesk.i18n import _
from consentdesk.wording import problem_sentence

STATUSES: tuple[tuple[type[ConsentDeskError], int], ...] = (
    (RuleRefusal, WITHHELD),
    (BadInput, WRONG_USAGE),
    (RegisterError, BROKEN),
    (PartlyDone, PARTLY),
    (Cancelled, 130),
)
OPTIONS: Mapping[Problem, str] = {
    Problem.ALREADY_ENROLLED: "--twin",
    Problem.CLOCK_AHEAD: "--clock-is-right",
    Problem.INSTITUTION_AMBIGUOUS: "--institution",
    Problem.SUBJECT_NEEDED: "--subject",
}
"""What a sentence asks for without naming it, because windows say it too."""


def run(
    arguments: Sequence[str],
    open_window: OpenWindow | None,
    ready: Callable[[], None] | None = None,
) -> int:
    """Run the command and return its exit status."""
    _settle_streams()
    i18n.use(_language(arguments))
    i18n.use_zone(None)
    before_words = arguments[: arguments.index("--")] if "--" in arguments else arguments
    root = _Root(as_json="--json" in before_words or "--jsonl" in before_words)
    with Caught() as caught:
        if ready is not None:
            ready()
        asked = os.environ.get(COMPLETE)
        if asked is not None:
            return _completed(asked)
        # click's own main() would end the line on an interrupt and take an EOFError for one.
        with Commands().make_context(PROGRAM, list(arguments), obj=open_window) as context:
            answer = context.command.invoke(context)
        root.wrote = answer.wrote
        show(answer, as_json=root.as_json)
        root.status = answer.status
    return root.told(caught.error)


def tell(error: BaseException | None) -> int:
    """Say what was raised before the line was read, and return the exit status."""
    _settle_streams()
    i18n.use(i18n.preferred())
    return _Root(as_json=False).told(error)


class _Root:
    """Turns whatever was raised into a sentence on standard error and a status."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.status = 0
        self.wrote = False

    def told(self, error: BaseException | None) -> int:
        """Say what was raised, if anything was, and return the exit status."""
        match error:
            case None:
                pass
            case click.exceptions.Exit():
                self.status = error.exit_code
            case KeyboardInterrupt():
                self._tell(Cancelled())
            case ConsentDeskError():
                self._tell(error)
            case UnwritableError():
                status = PARTLY if self.wrote else BROKEN
                self._say(status, "ANSWER_UNWRITABLE", _lost_sentence(error, wrote=self.wrote))
            case click.ClickException():
                self._say(WRONG_USAGE, "USAGE", usage_sentence(error))
            case bug:
                self._say(BROKEN, "INTERNAL", _bug_sentence(bug))
        return self.status

    def _tell(self, error: ConsentDeskError) -> None:
        status = next(status for kind, status in STATUSES if isinstance(error, kind))
        self._say(status, error.problem, _sentence(error))

    def _say(self, status: int, code: str, sentence: str) -> None:
        self.status = status
        sentence = shown(" ".join(sentence.split()))
        complain(sentence)
        if self.as_json:
            error = {"code": str(code), "message": sentence}
            with suppress(UnwritableError):
                show(Answer(data={"error": error}), as_json=True)


def _sentence(error: ConsentDeskError) -> str:
    """The error's sentence; it names the file where several were given and it doesn't itself."""
    sentence, path = problem_sentence(error), error.facts.get("path")
    if error.problem in OPTIONS:
        return _("{sentence} The option for it is {option}.").format(
            sentence=sentence, option=OPTIONS[error.problem]
        )
    if path is None or str(path) in sentence:
        return sentence
    return _("{path}: {sentence}").format(path=path, sentence=sentence)


def _completed(asked: str) -> int:
    """Tell a shell what may follow."""
    try:
        return shell_complete(Commands(), {}, PROGRAM, COMPLETE, asked)
    except OSError as error:
        raise UnwritableError(error.strerror or str(error)) from None


def _lost_sentence(error: UnwritableError, *, wrote: bool) -> str:
    if wrote:
        return _(
            "The answer could not be written ({reason}). What was asked for was done. Look at what "
            "there is now before doing it again."
        ).format(reason=error)
    return _(
        "The answer could not be written ({reason}). Nothing was changed. Send it somewhere else "
        "and ask again."
    ).format(reason=error)


def _bug_sentence(bug: BaseException) -> str:
    path = bugs.keep_report(bug, now())
    if path is None:
        return _("ConsentDesk made a mistake and stopped. Nothing unfinished was kept.")
    return _(
        "ConsentDesk made a mistake and stopped. Nothing unfinished was kept. A report without "
        "names is in {path}."
    ).format(path=path)


def _language(arguments: Sequence[str]) -> str:
    """The language asked for on the line, read before the line is, so its faults are told in it.

    The later one counts, as with every option that stands before and after the command.
    """
    found = i18n.preferred()
    for word, following in pairwise([*arguments, ""]):
        asked = following if word == "--lang" else word.removeprefix("--lang=")
        if asked != word and asked in i18n.LANGUAGES:
            found = asked
    return found


def _settle_streams() -> None:
    """Let no sign that the terminal lacks stop a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
