"""Where a register is: a file on this computer or a PostgreSQL server; shares are refused.

Knows paths, addresses and mounts; leaves connecting to `database`.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from consentdesk.errors import BadInput, Problem, RegisterError

SERVER_PREFIX = "postgresql+psycopg://"
MOUNTINFO = Path("/proc/self/mountinfo")
HEADER = b"SQLite format 3\x00"
SIDE_FILES = ("-wal", "-shm", "-journal")
_SHARES = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb3",
        "smbfs",
        "afpfs",
        "webdav",
        "davfs",
        "afs",
        "ncpfs",
        "9p",
    }
    | {"ceph", "glusterfs", "lustre", "fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.s3fs"}
    | {"fuse.glusterfs", "fuse.gvfsd-fuse"}
)
"""File systems where another computer may hold the file, so that SQLite's locks don't."""
_REMOTE_DRIVE = 4
_ADDRESS = re.compile(r"[\w+.-]{2,}://")
"""What no path begins with; one letter alone would be a drive."""


@dataclass(frozen=True, slots=True)
class Place:
    """A location understood: a file's absolute path, or None for a server's address."""

    location: str
    path: Path | None

    @property
    def shown(self) -> str:
        """How to name the place to a person: never with a password."""
        if self.path is not None:
            return str(self.path)
        return re.sub(r"://([^:@/]*):[^@/]*@", r"://\1@", self.location)


def parse(location: str) -> Place:
    """The place a path or address names; `~` is the user's home, links are followed.

    BadInput REGISTER_ADDRESS for an address of anything else than a PostgreSQL server.
    """
    if location.startswith(SERVER_PREFIX):
        return Place(location, None)
    scheme = _ADDRESS.match(location)
    if scheme is not None:
        # Only the beginning is told: further on there may be a password.
        raise BadInput(Problem.REGISTER_ADDRESS, given=scheme[0])
    try:
        path = Path(location).expanduser().resolve()
    except (OSError, RuntimeError, ValueError):
        raise RegisterError(Problem.REGISTER_MISSING, path=location) from None
    return Place(str(path), path)


def is_there(path: Path) -> bool:
    """Whether there is something at the path; no where the system can't even look."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def refuse_special(path: Path) -> None:
    """RegisterError REGISTER_NOT_ONE for a folder, device or pipe: never opened, never moved."""
    if is_there(path) and not path.is_file():
        raise RegisterError(Problem.REGISTER_NOT_ONE, path=str(path))


def files_of(path: Path) -> tuple[Path, ...]:
    """A database and the side files SQLite may keep with it."""
    return (path, *(path.with_name(path.name + end) for end in SIDE_FILES))


def refuse_own(path: Path, register: Place) -> None:
    """BadInput FILE_OF_REGISTER where a file to be written would be one of the register's own.

    Its side files too, even while they aren't there: SQLite would take what it finds for its own.
    """
    if register.path is None:
        return
    try:
        real = path.resolve()
    except (OSError, RuntimeError, ValueError):
        return
    if real in files_of(register.path):
        raise BadInput(Problem.FILE_OF_REGISTER, path=path)


def refuse_share(path: Path) -> None:
    """RegisterError REGISTER_ON_SHARE where the file would lie on a network drive."""
    kind = _share(path)
    if kind is not None:
        raise RegisterError(Problem.REGISTER_ON_SHARE, path=str(path), reason=kind)


def _share(path: Path) -> str | None:
    """The kind of network drive the path is on, or None."""
    if sys.platform == "win32":
        return _windows_share(path)
    if sys.platform == "darwin":
        done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False)
        return share_among(path, _mounts_of_mac(done.stdout))
    try:
        text = MOUNTINFO.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return share_among(path, mounts(text))


def _windows_share(path: Path) -> str | None:
    if str(path).startswith("\\\\"):
        return "UNC"
    if sys.platform == "win32":
        import ctypes

        if ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _REMOTE_DRIVE:
            return "network drive"
    return None


def mounts(mountinfo: str) -> list[tuple[Path, str]]:
    """Mount points and file systems of a Linux mountinfo text, in its order."""
    found = []
    for line in mountinfo.splitlines():
        before, dash, after = line.partition(" - ")
        fields, system = before.split(" "), after.split(" ")
        if dash and len(fields) >= 5:
            point = re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields[4])
            found.append((Path(point), system[0]))
    return found


def _mounts_of_mac(text: str) -> list[tuple[Path, str]]:
    """Mount points and file systems as macOS lists them: `//x on /Volumes/y (smbfs, nodev)`."""
    pattern = re.compile(r"^.* on (/.*) \(([^,)]+)[^)]*\)$", re.MULTILINE)
    return [(Path(point), system) for point, system in pattern.findall(text)]


def share_among(path: Path, mounted: list[tuple[Path, str]]) -> str | None:
    """The kind of network drive the path is on, or None.

    The deepest mount counts, of several on one folder the latest.
    """
    best: tuple[int, str] | None = None
    for point, system in mounted:
        if path.is_relative_to(point) and (best is None or len(point.parts) >= best[0]):
            best = (len(point.parts), system)
    return best[1] if best is not None and best[1].lower() in _SHARES else None
