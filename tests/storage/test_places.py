"""Where a register may lie: network drives are refused, whatever they are mounted as."""

from pathlib import Path

import pytest

from consentdesk.errors import Problem, RegisterError
from consentdesk.storage import places
from consentdesk.storage.places import mounts, parse, refuse_share, share_among
from consentdesk.storage.register import Register
from tests.factories import NOW
from tests.storage.desk import CLERK, HOUSE

MOUNTINFO = """\
22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw,nosuid shared:2 - proc proc rw
40 22 0:35 / /home/anna/school rw,relatime - nfs4 server:/school rw,vers=4.2
41 22 0:36 / /home/anna/My\\040share rw - cifs //server/share rw
42 40 0:37 / /home/anna/school/local rw - ext4 /dev/sdb1 rw
43 22 0:38 / /mnt/ssh rw - fuse.sshfs anna@server:/ rw
44 22 0:39 / /mnt/usb rw - vfat /dev/sdc1 rw
45 22 0:40 / /twice rw - nfs server:/ rw
46 22 0:41 / /twice rw - ext4 /dev/sdd1 rw
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/anna/register.db", None),
        ("/home/anna/school/register.db", "nfs4"),
        ("/home/anna/school/local/register.db", None),
        ("/home/anna/schoolbooks/register.db", None),
        ("/home/anna/My share/register.db", "cifs"),
        ("/mnt/ssh/deep/down/register.db", "fuse.sshfs"),
        ("/mnt/usb/register.db", None),
        ("/twice/register.db", None),
    ],
)
def test_the_deepest_and_latest_mount_decides(path: str, kind: str | None) -> None:
    assert share_among(Path(path), mounts(MOUNTINFO)) == kind


@pytest.fixture
def on_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder the system calls a network drive."""
    listing = tmp_path / "mountinfo"
    folder = tmp_path / "share"
    folder.mkdir()
    listing.write_text(f"{MOUNTINFO}50 22 0:50 / {folder} rw - cifs //server/share rw\n")
    monkeypatch.setattr(places, "MOUNTINFO", listing)
    return folder


def test_a_register_is_not_made_on_a_network_drive(on_share: Path) -> None:
    with pytest.raises(RegisterError) as caught:
        Register.create(
            str(on_share / "register.db"), institution=HOUSE, policy="dk", clerk=CLERK, at=NOW
        )
    assert caught.value.problem is Problem.REGISTER_ON_SHARE
    assert caught.value.facts["reason"] == "cifs"
    assert list(on_share.iterdir()) == []


def test_a_register_is_not_opened_on_a_network_drive(on_share: Path, file: Path) -> None:
    moved = file.rename(on_share / "register.db")
    with pytest.raises(RegisterError) as caught:
        Register.open(str(moved))
    assert caught.value.problem is Problem.REGISTER_ON_SHARE


def test_a_link_to_a_network_drive_is_followed(on_share: Path, file: Path, tmp_path: Path) -> None:
    file.rename(on_share / "register.db")
    link = tmp_path / "link.db"
    link.symlink_to(on_share / "register.db")
    with pytest.raises(RegisterError) as caught:
        Register.open(str(link))
    assert caught.value.problem is Problem.REGISTER_ON_SHARE


def test_without_a_list_of_mounts_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOUNTINFO", tmp_path / "absent")
    refuse_share(tmp_path / "register.db")


def test_an_address_is_shown_without_its_password() -> None:
    place = parse("postgresql+psycopg://anna:secret@server:5432/school")
    assert place.path is None
    assert place.shown == "postgresql+psycopg://anna@server:5432/school"


def test_a_path_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse("register.db").path == tmp_path / "register.db"
    assert parse("~/register.db").path == Path.home() / "register.db"
