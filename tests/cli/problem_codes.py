"""The page with the code of every problem: `python -m tests.cli.problem_codes` writes it anew."""

from pathlib import Path

from consentdesk import i18n
from consentdesk.errors import Problem
from consentdesk.wording import problem_sentences

PAGE = Path(__file__).resolve().parents[2] / "docs" / "problem-codes.md"
_HEAD = """\
# Codes of problems

With `--json` a failure is `{"schema":1,"error":{"code","message"}}`, and a file that can't be
judged or copied has its `problem` ([the command line](command-line.md)). These are the codes, and
the sentence said with each, here in English; what stands in braces is filled in. Codes are never
renamed; sentences may change. A few are met in the windows only.

| code | says |
|---|---|
"""


def page() -> str:
    """The whole page."""
    said = problem_sentences()
    rows = (f"| `{one}` | {said[one].replace('|', '&#124;')} |\n" for one in sorted(Problem))
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    i18n.use("en")
    PAGE.write_text(page(), "utf-8")
