"""What is said about logins of a server and what the server refuses.

`wording` hands the problems on.
"""

from consentdesk.errors import Problem
from consentdesk.i18n import _


def login_sentences() -> dict[Problem, str]:
    """The sentence for each code about a server's logins."""
    return {
        Problem.LOGIN_ELSEWHERE: _(
            "{login} has another seat at another institution of this server, and nobody can be a "
            "photographer here and something else there. No seat was given. Have the IT "
            "department make a second login."
        ),
        Problem.LOGIN_UNKNOWN: _(
            "The server has no login {login} that could get a seat. No seat was given. Have the "
            "IT department make the login first, one that may do nothing else there."
        ),
        Problem.SEAT_SEES_LESS: _(
            "A photographer's seat does not see everything in {path}, so the register can be "
            "neither backed up nor verified from here. Have the office do it."
        ),
        Problem.SERVER_CLOCK: _(
            "This computer's clock is minutes away from the server's, so nothing was written to "
            "{path}. Set the clock right, then try again."
        ),
    }
