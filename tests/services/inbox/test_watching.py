"""A scanner's folder: what is ready, without waiting for it, and what becomes of the files."""

from pathlib import Path

import pytest

from consentdesk.errors import Problem
from consentdesk.services.inbox.collecting import collect, done_folder
from consentdesk.services.inbox.watching import Listing, followed, list_folder, ready
from tests.services.inbox.returning import Desk, a_pdf
from tests.services.scanning.returned import Returned


def seen(*looks: tuple[float, dict[str, tuple[int, int]]]) -> Listing:
    """The listing after these looks."""
    listing: Listing | None = None
    for at, found in looks:
        listing = followed(listing, found, at)
    assert listing is not None
    return listing


def test_a_file_is_ready_once_it_has_not_changed_for_five_seconds() -> None:
    assert ready(seen((0, {"a.pdf": (100, 1)}))) == ()
    assert ready(seen((0, {"a.pdf": (100, 1)}), (4.9, {"a.pdf": (100, 1)}))) == ()
    assert ready(seen((0, {"a.pdf": (100, 1)}), (5, {"a.pdf": (100, 1)}))) == ("a.pdf",)


@pytest.mark.parametrize("changed", [(101, 1), (100, 2)])
def test_a_file_that_grows_or_is_written_to_begins_anew(changed: tuple[int, int]) -> None:
    looks = (0.0, {"a.pdf": (100, 1)}), (4.0, {"a.pdf": changed})
    assert ready(seen(*looks, (6.0, {"a.pdf": changed}))) == ()
    assert ready(seen(*looks, (9.0, {"a.pdf": changed}))) == ("a.pdf",)


def test_an_empty_file_is_still_to_be_written() -> None:
    assert ready(seen((0, {"a.pdf": (0, 1)}), (60, {"a.pdf": (0, 1)}))) == ()


def test_looks_may_come_at_any_interval_and_files_in_any_order() -> None:
    found = {"b.pdf": (1, 1), "a.pdf": (1, 1)}
    looks = [(float(at), found) for at in range(6)]
    assert ready(seen(*looks)) == ("a.pdf", "b.pdf")


def test_what_could_not_be_brought_in_is_left_alone_until_it_changes() -> None:
    listing = seen((0, {"a.pdf": (100, 1)}), (5, {"a.pdf": (100, 1)}))
    assert ready(listing, listing.files) == ()
    later = followed(followed(listing, {"a.pdf": (200, 2)}, 6), {"a.pdf": (200, 2)}, 11)
    assert ready(later, listing.files) == ("a.pdf",)


def test_a_share_that_goes_away_and_comes_back_is_no_error(tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    away = list_folder(folder, None, 1.0)
    assert (away.files, away.away_since) == ({}, 1.0)
    away = list_folder(folder, away, 6.0)
    assert away.away_since == 1.0
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"x")
    back = list_folder(folder, away, 11.0)
    assert back.away_since is None
    assert ready(back) == ()
    assert ready(list_folder(folder, back, 16.0)) == ("a.pdf",)
    gone = list_folder(tmp_path / "none", back, 17.0)
    # What was still before it went must be still once more.
    assert ready(list_folder(folder, gone, 18.0)) == ()


def test_only_what_a_scanner_leaves_is_taken(tmp_path: Path) -> None:
    for name in ("a.PDF", "b.tif", "c.txt", ".d.pdf", "~e.pdf", "f.pdf.part", "g.jpeg"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "link.pdf").symlink_to(tmp_path / "a.PDF")
    assert set(list_folder(tmp_path, None, 0.0).files) == {"a.PDF", "b.tif", "g.jpeg"}


def test_files_that_are_in_are_moved_beside_and_never_deleted(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets)
    folder = desk.office.folder
    data = [a_pdf([sheets[0].picture]), a_pdf(sheet.picture for sheet in sheets[1:])]
    (folder / "Behandlet").mkdir()
    (folder / "Behandlet" / "scan.pdf").write_bytes(b"of last week")
    for name, bytes_ in zip(("scan.pdf", "scan2.pdf"), data, strict=True):
        (folder / name).write_bytes(bytes_)
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 nothing\n%%EOF")
    names = ["bad.pdf", "scan.pdf", "scan2.pdf"]
    done = collect(*desk.office.desk, folder=folder, names=names)
    assert len(desk.waiting()) == 3
    assert dict(done.moved) == {
        "scan.pdf": folder / "Behandlet" / "scan (2).pdf",
        "scan2.pdf": folder / "Behandlet" / "scan2.pdf",
    }
    assert [path.read_bytes() for path in done.moved.values()] == data
    assert (folder / "Behandlet" / "scan.pdf").read_bytes() == b"of last week"
    # What can't be opened stays, and is told.
    assert list(done.left) == ["bad.pdf"]
    assert done.files[0].problem is not None
    assert done.files[0].problem.problem is Problem.SCAN_DAMAGED
    listing = list_folder(folder, list_folder(folder, None, 0.0), 5.0)
    assert list(listing.files) == ["bad.pdf"]
    assert ready(listing, done.left) == ()


def test_a_file_that_came_in_but_was_not_moved_is_only_put_away_the_next_time(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    path = desk.file("scan.pdf", a_pdf([sheets[0].picture]))
    desk.bring(path)
    done = collect(*desk.office.desk, folder=path.parent, names=["scan.pdf"])
    assert done.files[0].again
    assert not path.exists()
    assert len(desk.waiting()) == 1


def test_a_file_that_the_scanner_still_holds_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.file("scan.pdf", b"x")

    def held(*_: object) -> int:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr("os.open", held)
        done = collect(*desk.office.desk, folder=path.parent, names=["scan.pdf"])
    assert done.files[0].problem is not None
    assert done.files[0].problem.problem is Problem.SCAN_NOT_READABLE
    assert done.left == {}
    assert path.exists()


def test_a_file_that_is_gone_meanwhile_is_told(desk: Desk) -> None:
    done = collect(*desk.office.desk, folder=desk.office.folder, names=["gone.pdf"])
    assert done.files[0].problem is not None
    assert done.files[0].problem.problem is Problem.SCAN_NOT_READABLE
    assert done.left == {}


def test_the_folder_is_called_as_the_offices_of_the_country_say() -> None:
    assert (done_folder("dk"), done_folder("se")) == ("Behandlet", "Behandlat")
