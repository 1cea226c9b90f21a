"""A file is taken in only as the picture that somebody looked at, where somebody did."""

import pytest

from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services import photographs
from consentdesk.services.pictures.fingerprint import fingerprint
from tests.services.office import Office, picture
from tests.services.refusing import refused


def test_a_file_that_holds_another_picture_by_now_is_not_taken_in(office: Office) -> None:
    noah, path = office.family(), office.draw()
    seen = {path: fingerprint(path.read_bytes())}
    path.write_bytes(picture(4711))
    with refused(office, Problem.FILE_CHANGED_MEANWHILE, RuleRefusal):
        photographs.add_photos(*office.desk, [path], shows=[noah], looked_at=seen)
    assert not office.every()


def test_a_file_that_nobody_looked_at_is_not_taken_in_with_those_that_were(office: Office) -> None:
    first, second = office.draw(), office.draw()
    seen = {first: fingerprint(first.read_bytes())}
    with refused(office, Problem.FILE_CHANGED_MEANWHILE, RuleRefusal):
        photographs.add_photos(*office.desk, [first, second], looked_at=seen)
    assert not office.every()


@pytest.mark.parametrize("is_changed", [False, True])
def test_the_same_picture_is_what_was_looked_at(office: Office, is_changed: bool) -> None:
    known = office.portrait(office.family(), looks=True)
    copy = office.shrunk(known)
    seen, photo = {copy: fingerprint(copy.read_bytes())}, office.photo(known)
    if is_changed:
        copy.write_bytes(picture(4711))
        with refused(office, Problem.FILE_CHANGED_MEANWHILE, RuleRefusal):
            photographs.same_picture(*office.desk, path=copy, photo=photo, looked_at=seen)
    else:
        photographs.same_picture(*office.desk, path=copy, photo=photo, looked_at=seen)
        assert office.photo(copy) == photo
