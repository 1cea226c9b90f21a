"""The list of an export, and where it was posted: what is said, what is asked, what is not told."""

import csv
import hashlib
import json
from pathlib import Path

from consentdesk.domain.photos import Destination, PhotoId, ReleaseId
from consentdesk.errors import BadInput, Problem
from consentdesk.services import export_list, exporting, originals, planning, taking_down
from consentdesk.storage.upkeep import verify
from tests.services.office import FACEBOOK, Office
from tests.services.refusing import refused


def _release(office: Office, *, destination: Destination = FACEBOOK, link: str = "") -> ReleaseId:
    noah = office.family(("Noah Lund", "Ella Lund", "Ida Lund", "Bo Lund")[office.drawn])
    office.permit(noah)
    path = office.portrait(noah)
    plan = planning.plan(office.register, office.at, [path], destination)
    done = exporting.release(*office.desk, plan, office.target(), link=link)
    assert done.release is not None
    return done.release


def _unlinked(office: Office) -> list[ReleaseId]:
    with office.register.read() as reader:
        return list(reader.without_link())


def test_the_list_has_digests_and_where_the_journal_stood_and_names_nobody(office: Office) -> None:
    number = _release(office)
    path = _elsewhere(office) / "list.json"
    export_list.save_list(office.register, number, path)
    told = json.loads(path.read_text())
    with office.register.read() as reader:
        head = reader.head()
        (release,) = reader.releases()
    assert (told["acts"], told["head"], told["act"]) == (head.number, head.digest, release.act)
    (copy,) = told["copies"]
    there = office.target() / copy["file"]
    assert copy["sha256_out"] == hashlib.sha256(there.read_bytes()).hexdigest()
    assert copy["permissions"] == list(release.copies[0].permissions)
    for word in ("Noah", "Lund", "Anna", "Holm", str(office.folder)):
        assert word not in path.read_text()


def test_the_list_as_a_table(office: Office) -> None:
    number = _release(office)
    path = _elsewhere(office) / "list.CSV"
    path.write_text("old")
    export_list.save_list(office.register, number, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    with office.register.read() as reader:
        assert row["head"] == reader.head().digest
    assert len(row["sha256_in"]) == 64
    assert not [p for p in path.parent.iterdir() if p.name.startswith(".")]


def test_the_list_does_not_go_along_with_the_pictures(office: Office) -> None:
    number = _release(office)
    within = office.target() / "within"
    within.mkdir()
    detour = office.folder / "detour"
    detour.symlink_to(office.target())
    for folder in (office.target(), within, detour):
        with refused(office, Problem.LIST_AMONG_COPIES, BadInput):
            export_list.save_list(office.register, number, folder / "list.json")
    with refused(office, Problem.LIST_UNWRITABLE, BadInput):
        export_list.save_list(office.register, number, Path(office.folder / "none" / "list.json"))
    with refused(office, Problem.UNKNOWN_RELEASE, BadInput):
        export_list.save_list(office.register, ReleaseId(99), _elsewhere(office) / "list.json")


def test_nor_with_those_of_another_export_nor_beside_the_pictures_it_was_made_of(
    office: Office, tmp_path: Path
) -> None:
    number = _release(office)
    noah = office.family("Ida Krag")
    office.permit(noah)
    path = office.portrait(noah)
    plan = planning.plan(office.register, office.at, [path], FACEBOOK)
    exporting.release(*office.desk, plan, office.target("second"))
    with refused(office, Problem.LIST_AMONG_COPIES, BadInput):
        export_list.save_list(office.register, number, office.target("second") / "list.json")
    with refused(office, Problem.LIST_AMONG_PICTURES, BadInput):
        export_list.save_list(office.register, number, path.parent / "list.json")
    # By their bytes, where nobody remembers that they lie there; under another name, by memory.
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / path.name).write_bytes(path.read_bytes())
    with refused(office, Problem.LIST_AMONG_PICTURES, BadInput):
        export_list.save_list(office.register, number, shared / "list.json")
    (shared / path.name).write_bytes(b"another picture of that name")
    export_list.save_list(office.register, number, shared / "list.json")
    (mine,) = _of_release(office, number)
    renamed = shared / "renamed.jpg"
    renamed.write_bytes(b"only a memory")
    with office.register.read() as reader:
        originals.note(reader.institution.uuid, {mine: renamed})
    with refused(office, Problem.LIST_AMONG_PICTURES, BadInput):
        export_list.save_list(office.register, number, shared / "list.csv")


def _of_release(office: Office, number: ReleaseId) -> list[PhotoId]:
    with office.register.read() as reader:
        return [copy.photo for copy in reader.releases(id=number)[0].copies]


def _elsewhere(office: Office) -> Path:
    folder = office.folder / "lists"
    folder.mkdir(exist_ok=True)
    return folder


def test_whoever_has_not_said_where_it_was_posted_is_asked(office: Office) -> None:
    first = _release(office)
    second = _release(office)
    _release(office, link="https://skovskolen.dk/1")
    _release(office, destination=Destination("brochure"))
    assert _unlinked(office) == [second, first]
    taking_down.set_link(*office.desk, first, "https://skovskolen.dk/2")
    assert _unlinked(office) == [second]
    taking_down.take_down(*office.desk, second)
    assert _unlinked(office) == []


def test_that_it_was_not_posted_ends_the_question_and_may_be_said_anew(office: Office) -> None:
    number = _release(office)
    taking_down.set_not_posted(*office.desk, number)
    assert _unlinked(office) == []
    with office.register.read() as reader:
        assert reader.releases()[0].link == ""
    before = office.acts()
    taking_down.set_not_posted(*office.desk, number)
    assert office.acts() == before
    taking_down.set_link(*office.desk, number, "https://skovskolen.dk/2")
    taking_down.set_not_posted(*office.desk, number)
    assert _unlinked(office) == []
    assert verify(office.register).ok
    with refused(office, Problem.UNKNOWN_RELEASE, BadInput):
        taking_down.set_not_posted(*office.desk, ReleaseId(99))
