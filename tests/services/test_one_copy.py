"""R21: one photo is one copy, however many files of it are given to the export."""

from consentdesk.domain.photos import Destination, Region
from consentdesk.domain.releases import ReleasedCopy
from consentdesk.services import exporting, photographs, planning
from tests.services.office import Office

FACE = Region(0.4, 0.2, 0.1, 0.15)


def _copies(office: Office) -> tuple[ReleasedCopy, ...]:
    with office.register.read() as reader:
        return reader.releases(limit=1)[0].copies


def test_r21_one_photo_leaves_as_one_copy_however_many_files_of_it_are_given(
    office: Office,
) -> None:
    noah = office.family()
    office.permit(noah)
    path, other = office.portrait(noah), office.portrait(noah)
    captioned = path.with_name("captioned.jpg")
    captioned.write_bytes(b"\xff\xd8\xff\xfe\0\4Hi" + path.read_bytes()[2:])
    plan = office.plan(captioned, path, other)
    assert [one.path for one in plan.clear] == [path, other], "as it was registered"
    assert plan.same == (planning.SamePhoto(captioned, path),)
    done = exporting.release(*office.desk, plan, office.target())
    assert [one.path for one in done.released] == [path, other]
    assert done.withheld == ()
    assert len({copy.photo for copy in _copies(office)}) == 2 == len(done.released)
    again = planning.plan_again(
        office.register, office.at, (*plan.clear, *office.plan(captioned).clear), plan.destination
    )
    assert again.same == plan.same


def test_of_two_files_of_a_photo_the_one_that_may_go_leaves(office: Office) -> None:
    """A version that the cover doesn't lie on stays, and keeps nobody else."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    path = office.portrait(noah, ella, looks=True)
    office.mark(path, s2=FACE)
    small = office.shrunk(path)
    photographs.same_picture(*office.desk, path=small, photo=office.photo(path))
    plan = planning.plan_again(
        office.register,
        office.at,
        office.plan(small, path).withheld,
        Destination("website"),
        covered=[ella],
    )
    assert [one.path for one in plan.clear] == [path]
    assert [one.path for one in plan.withheld] == [small]
    assert plan.same == ()
