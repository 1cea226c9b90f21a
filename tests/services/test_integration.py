"""The files a desktop learns of ConsentDesk by: right for any path, and gone when removed."""

import configparser
import plistlib
import re
import shlex
import shutil
import stat
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree
from xml.parsers import expat

import pytest
from PIL import Image

from consentdesk import i18n
from consentdesk.errors import BadInput, Problem
from consentdesk.paths import APP_ID
from consentdesk.services.integration.linux import exec_word
from consentdesk.services.integration.pieces import Program, this_program
from consentdesk.services.integration.placing import Became, Placed, integrate
from consentdesk.services.integration.windows import registry, shortcut
from tests.source import ROOT

PLAIN = Program(("/opt/consentdesk/bin/consentdesk-gui",))
ODD = Program(("/home/åse/mine \"ting\" $HOME `id` \\ 100% 'x'/gui", "-m", "a b"))
WINDOWS = Program((r"C:\Program Files\ConsentDesk\consentdesk-gui.exe",))


def laid(
    home: Path,
    program: Program = PLAIN,
    system: str = "linux",
    *,
    remove: bool = False,
    trial: bool = False,
    environ: Mapping[str, str] | None = None,
) -> tuple[Placed, ...]:
    return integrate(
        home=home,
        environ=environ or {},
        program=program,
        system=system,
        remove=remove,
        trial=trial,
    )


def files(home: Path) -> dict[str, bytes]:
    """Everything below a folder, but what other programs keep for themselves."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not re.search(r"mimeinfo\.cache$|/mime/(?!packages)", str(path))
    }


class _Entry(configparser.ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


def xml(data: bytes) -> ElementTree.Element:
    """The root of a file of ours."""
    build = ElementTree.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = lambda tag, given: build.start(tag, given)
    parser.EndElementHandler = lambda tag: build.end(tag)
    parser.CharacterDataHandler = lambda text: build.data(text)
    parser.Parse(data, True)
    return build.close()


def entry(data: bytes) -> configparser.ConfigParser:
    """A desktop entry, its keys as they are written."""
    found = _Entry(interpolation=None, delimiters=("=",), comment_prefixes="#")
    found.read_string(data.decode())
    return found


def started(line: str) -> list[str]:
    """The words of an Exec line as a desktop reads them: first the string, then the quotes."""
    text = re.sub(
        r"\\(.)", lambda m: {"s": " ", "n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), line
    )
    words: list[str] = []
    for quoted, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', text):
        words.append(plain or re.sub(r'\\(["`$\\])', r"\1", quoted))
    return [word.replace("%%", "%") for word in words]


@pytest.mark.parametrize("program", [PLAIN, ODD])
def test_every_entry_starts_the_program_whatever_its_path(tmp_path: Path, program: Program) -> None:
    laid(tmp_path, program)
    lines = 0
    for name, data in files(tmp_path).items():
        if not name.endswith(".desktop"):
            continue
        for section in entry(data).values():
            if "Exec" in section:
                lines += 1
                words = started(section["Exec"])
                assert tuple(words[: len(program.words)]) == program.words, name
                assert set(words[len(program.words) :]) <= {
                    *("%F", "--open", "check", "import", "inbox"),
                }
    assert lines == 7


def test_a_plain_path_is_not_quoted_and_a_strange_one_is() -> None:
    assert exec_word("/usr/bin/consentdesk-gui") == "/usr/bin/consentdesk-gui"
    assert exec_word("/my folder/x") == '"/my folder/x"'
    assert exec_word("/100%/x") == "/100%%/x"
    assert exec_word('/a"b') == '"/a\\\\"b"'
    assert exec_word("") == '""'


def test_the_menu_entry_and_open_with_are_two(tmp_path: Path) -> None:
    laid(tmp_path)
    applications = tmp_path / ".local/share/applications"
    main = entry((applications / f"{APP_ID}.desktop").read_bytes())
    other = entry((applications / f"{APP_ID}.check.desktop").read_bytes())
    assert "MimeType" not in main["Desktop Entry"]
    assert main["Desktop Entry"]["Actions"] == "check;import;inbox;"
    assert {s for s in main.sections() if s.startswith("Desktop Action")} == {
        *("Desktop Action check", "Desktop Action import", "Desktop Action inbox")
    }
    kinds = other["Desktop Entry"]["MimeType"].strip(";").split(";")
    assert {"image/jpeg", "image/png", "image/tiff", "image/webp", "image/heif"} <= set(kinds)
    assert "inode/directory" not in kinds
    assert "application/pdf" in kinds, "scanned forms"
    assert other["Desktop Entry"]["NoDisplay"] == "true"
    assert other["Desktop Entry"]["Name[da]"] == "Tjek med ConsentDesk"
    for section in (*main.values(), *other.values()):
        for key in ("Name", "Comment", "GenericName"):
            if key in section and section[key] != "ConsentDesk":
                assert {f"{key}[da]", f"{key}[sv]"} <= set(section), section


def test_nothing_changes_the_second_time_and_nothing_is_left_after_removing(tmp_path: Path) -> None:
    first = laid(tmp_path)
    assert {one.became for one in first} == {Became.WRITTEN}
    before = files(tmp_path)
    assert set(before) == {str(one.path.relative_to(tmp_path)) for one in first}
    assert {one.became for one in laid(tmp_path)} == {Became.UNCHANGED}
    assert files(tmp_path) == before
    gone = laid(tmp_path, remove=True)
    assert {one.path for one in gone} == {one.path for one in first}
    assert files(tmp_path) == {}
    assert laid(tmp_path, remove=True) == ()


def test_a_trial_touches_nothing(tmp_path: Path) -> None:
    assert {one.became for one in laid(tmp_path, trial=True)} == {Became.WRITTEN}
    assert files(tmp_path) == {}
    laid(tmp_path)
    before = files(tmp_path)
    assert {one.became for one in laid(tmp_path, remove=True, trial=True)} == {Became.REMOVED}
    assert files(tmp_path) == before


def test_after_a_move_or_in_another_language_it_is_put_right(tmp_path: Path) -> None:
    laid(tmp_path)
    moved = laid(tmp_path, ODD)
    assert Became.WRITTEN in {one.became for one in moved}
    i18n.use("da")
    danish = {one.path.name: one.became for one in laid(tmp_path, ODD)}
    scripts = tmp_path / ".local/share/nautilus/scripts"
    assert danish["Check with ConsentDesk"] is Became.REMOVED
    assert {path.name for path in scripts.iterdir()} == {
        *("Tjek med ConsentDesk", "Tilføj til ConsentDesk")
    }
    i18n.use("sv")
    laid(tmp_path, remove=True)
    assert list(scripts.iterdir()) == []


def test_the_user_s_own_folder_counts_only_where_it_is_absolute(tmp_path: Path) -> None:
    laid(tmp_path, environ={"XDG_DATA_HOME": str(tmp_path / "my data")})
    assert (tmp_path / "my data/applications").is_dir()
    laid(tmp_path, environ={"XDG_DATA_HOME": "relative"})
    assert (tmp_path / ".local/share/applications").is_dir()
    assert not Path("relative").exists()


def test_a_link_at_the_place_is_replaced_and_not_followed(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine")
    applications = tmp_path / ".local/share/applications"
    applications.mkdir(parents=True)
    (applications / f"{APP_ID}.desktop").symlink_to(mine)
    laid(tmp_path)
    assert mine.read_text() == "mine"
    assert not (applications / f"{APP_ID}.desktop").is_symlink()


def test_a_place_that_can_t_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / ".local").write_text("a file")
    with pytest.raises(BadInput) as refused:
        laid(tmp_path)
    assert refused.value.problem is Problem.PLACE_UNWRITABLE


def test_the_scripts_may_be_run_and_hand_on_every_name(tmp_path: Path) -> None:
    program, told = tmp_path / "my 'own' $program", tmp_path / "told"
    program.write_text(f'#!/bin/sh\nprintf "%s\\0" "$@" > {shlex.quote(str(told))}\n')
    program.chmod(0o755)
    laid(tmp_path, Program((str(program), "gui")))
    scripts = tmp_path / ".local/share/nautilus/scripts"
    assert {one.name for one in scripts.iterdir()} == {
        *("Check with ConsentDesk", "Add to ConsentDesk")
    }
    names = ["-a.jpg", "b c.jpg", "d'e\"f.jpg", "g\nh.jpg", "$HOME.jpg"]
    for name, wanted in (("Check with", []), ("Add to", ["--open", "import"])):
        subprocess.run([scripts / f"{name} ConsentDesk", *names], check=True)
        assert told.read_text().split("\0")[:-1] == ["gui", *wanted, "--", *names]
    menu = tmp_path / ".local/share/kio/servicemenus/consentdesk-check.desktop"
    assert stat.S_IMODE(menu.stat().st_mode) == 0o755


def test_the_kind_of_file_is_told_by_name_and_first_bytes(tmp_path: Path) -> None:
    from consentdesk.services.check_pack.envelope import MARK
    from consentdesk.services.check_pack.opening import SUFFIX

    laid(tmp_path)
    data = (tmp_path / f".local/share/mime/packages/{APP_ID}.xml").read_bytes()
    root = xml(data)
    space = "http://www.freedesktop.org/standards/shared-mime-info}"
    assert [one.get("pattern") for one in root.iter(f"{space}glob")] == [f"*{SUFFIX}"]
    assert [one.get("value") for one in root.iter(f"{space}match")] == [MARK.decode()]


def test_the_description_for_software_centres_fits_the_entry() -> None:
    path = ROOT / "packaging" / "linux" / f"{APP_ID}.metainfo.xml"
    root = xml(path.read_bytes())
    language = "http://www.w3.org/XML/1998/namespace}lang"
    assert root.get("type") == "desktop-application"
    assert root.findtext("id") == APP_ID
    assert root.findtext("launchable") == f"{APP_ID}.desktop"
    assert root.findtext("project_license") == "MPL-2.0"
    assert {one.get(language) for one in root.findall("summary")} == {None, "da", "sv"}
    paragraphs = [one.get(language) for one in root.findall("description/p")]
    assert paragraphs.count(None) == paragraphs.count("da") == paragraphs.count("sv")
    assert root.find("content_rating") is not None
    # An address nobody keeps would be a claim that can't be true.
    assert b"http" not in path.read_bytes()


def test_the_pictures_for_software_centres_are_ready_for_them() -> None:
    shots = sorted((ROOT / "packaging" / "linux" / "screenshots").iterdir())
    assert shots
    for shot in shots:
        with Image.open(shot) as picture:
            assert picture.width >= 620
            assert 9 * picture.width == 16 * picture.height


@pytest.mark.parametrize("tool", ["desktop-file-validate", "appstreamcli"])
def test_the_tools_of_the_desktop_find_no_fault_where_they_are(tmp_path: Path, tool: str) -> None:
    laid(tmp_path, ODD)
    found = shutil.which(tool)
    metainfo = ROOT / "packaging" / "linux" / f"{APP_ID}.metainfo.xml"
    entries = (tmp_path / ".local/share/applications").glob("*.desktop")
    words = {
        "desktop-file-validate": [*map(str, entries)],
        "appstreamcli": ["validate", "--no-net", str(metainfo)],
    }[tool]
    if found is not None:
        ran = subprocess.run([found, *words], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_a_link_for_send_to_holds_what_windows_looks_for() -> None:
    program = Program((*WINDOWS.words, "gui", "--lang", "d a"))
    data = shortcut(program, "ConsentDesk – tjek")
    size, flags, show = (struct.unpack_from("<I", data, at)[0] for at in (0, 20, 60))
    assert size == 76
    assert data[4:20] == bytes.fromhex("0114020000000000c000000000000046")
    assert flags == 0x4 | 0x20 | 0x40 | 0x80 | 0x200 | 0x2000000
    assert show == 1
    at, texts = size, []
    for _name_arguments_icon in range(3):
        (length,) = struct.unpack_from("<H", data, at)
        texts.append(data[at + 2 : at + 2 + 2 * length].decode("utf-16-le"))
        at += 2 + 2 * length
    assert texts == ["ConsentDesk – tjek", 'gui --lang "d a"', program.file]
    block, mark = struct.unpack_from("<II", data, at)
    assert (block, mark) == (0x314, 0xA0000001)
    assert data[at + 8 : at + 268].rstrip(b"\0") == program.file.encode()
    assert data[at + 268 : at + block].decode("utf-16-le").rstrip("\0") == program.file
    assert data[at + 268 + 520 : at + block] == b""
    at += block
    assert _properties(data[at:-4]) == {
        ("9f4c2855-9f79-4b39-a8d0-e1d42de1d5f3", 5): "dk.consentdesk.ConsentDesk"
    }
    assert data[-4:] == bytes(4)


def _properties(block: bytes) -> dict[tuple[str, int], str]:
    """A block of properties as [MS-PROPSTORE] tells to read it."""
    whole, mark, storage = struct.unpack_from("<III", block)
    assert (whole, mark) == (len(block), 0xA0000009)
    assert block[12:16] == b"1SPS"
    kind, at, found = str(UUID(bytes_le=block[16:32])), 32, {}
    while size := struct.unpack_from("<I", block, at)[0]:
        number, zero, text, pad, count = struct.unpack_from("<IBHHI", block, at + 4)
        assert (zero, text, pad) == (0, 0x1F, 0)
        words = block[at + 17 : at + 17 + 2 * count].decode("utf-16-le")
        assert words.endswith("\0")
        assert (size - 17) % 4 == 0
        found[kind, number] = words[:-1]
        at += size
    assert at + 4 == 8 + storage
    assert block[at + 4 :] == bytes(4)
    return found


def test_a_path_too_long_for_a_link_is_refused_in_a_sentence() -> None:
    with pytest.raises(BadInput) as refused:
        shortcut(Program(("C:\\" + "x" * 300,)), "name")
    assert refused.value.problem is Problem.PROGRAM_PATH_TOO_LONG


def test_the_registry_file_adds_the_entry_and_its_twin_takes_it_away() -> None:
    added = registry(WINDOWS, "Tjek")
    assert added.startswith(b"\xff\xfe")
    text = added.decode("utf-16")
    assert text.startswith("Windows Registry Editor Version 5.00\r\n")
    command = r'@="\"C:\\Program Files\\ConsentDesk\\consentdesk-gui.exe\" \"%1\""'
    assert text.split("\r\n").count(command) == 2
    assert text.count('"MultiSelectModel"="Player"') == 2
    added_keys = set(re.findall(r"^\[(HKEY_CURRENT_USER[^\]]*\\ConsentDesk)\]", text, re.MULTILINE))
    removed = registry(None, "Tjek").decode("utf-16")
    assert set(re.findall(r"^\[-(.*)\]", removed, re.MULTILINE)) == added_keys
    assert len(added_keys) == 2


def test_on_windows_everything_lies_in_the_user_s_own_folders(tmp_path: Path) -> None:
    placed = laid(tmp_path, WINDOWS, "win32", environ={"APPDATA": str(tmp_path / "Roaming")})
    assert {str(one.path.relative_to(tmp_path)) for one in placed} == {
        "Roaming/Microsoft/Windows/SendTo/Check with ConsentDesk.lnk",
        "Roaming/Microsoft/Windows/SendTo/Add to ConsentDesk.lnk",
        *(
            f"Roaming/Microsoft/Windows/Start Menu/Programs/ConsentDesk/{name}.lnk"
            for name in ("ConsentDesk", "Check a picture", "Add photos", "Open the inbox")
        ),
        "AppData/Local/ConsentDesk/add-to-menu.reg",
        "AppData/Local/ConsentDesk/remove-from-menu.reg",
    }


def test_each_entry_of_the_start_menu_asks_for_its_own_door(tmp_path: Path) -> None:
    environ = {"APPDATA": str(tmp_path)}
    laid(tmp_path, WINDOWS, "win32", environ=environ)
    menu = tmp_path / "Microsoft/Windows/Start Menu/Programs/ConsentDesk"
    for name, door in (("Check a picture", "check"), ("Add photos", "import")):
        said = (menu / f"{name}.lnk").read_bytes()
        assert f"--open {door}".encode("utf-16-le") in said
    assert "--open".encode("utf-16-le") not in (menu / "ConsentDesk.lnk").read_bytes()
    i18n.use("da")
    laid(tmp_path, WINDOWS, "win32", environ=environ)
    assert {one.name for one in menu.iterdir()} == {
        *("ConsentDesk.lnk", "Tjek et billede.lnk", "Tilføj billeder.lnk", "Åbn indbakken.lnk")
    }
    laid(tmp_path, WINDOWS, "win32", environ=environ, remove=True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_quick_action_of_macos_hands_files_on_as_arguments(tmp_path: Path) -> None:
    placed = laid(tmp_path, ODD, "darwin")
    info, flow = (plistlib.loads(one.path.read_bytes()) for one in placed)
    (service,) = info["NSServices"]
    assert service["NSMenuItem"]["default"] == "Check with ConsentDesk"
    assert service["NSSendFileTypes"] == ["public.image", "public.folder"]
    (action,) = flow["actions"]
    told = action["action"]["ActionParameters"]
    assert told["inputMethod"] == 1
    assert shlex.split(told["COMMAND_STRING"])[:4] == [*ODD.words, "--"]
    assert "servicesMenu" in flow["workflowMetaData"]["workflowTypeIdentifier"]
    laid(tmp_path, ODD, "darwin", remove=True)
    assert list((tmp_path / "Library/Services").iterdir()) == []


def test_the_bundle_says_which_files_it_opens() -> None:
    info = plistlib.loads((ROOT / "packaging" / "macos" / "Info.plist").read_bytes())
    kinds = {kind for one in info["CFBundleDocumentTypes"] for kind in one["LSItemContentTypes"]}
    assert {"public.image", "public.folder", f"{APP_ID}.pack"} <= kinds
    assert all(one["CFBundleTypeRole"] == "Viewer" for one in info["CFBundleDocumentTypes"])
    exported = info["UTExportedTypeDeclarations"][0]
    assert exported["UTTypeTagSpecification"]["public.filename-extension"] == ["cdpack"]


def test_this_program_is_named_by_its_whole_path() -> None:
    words = this_program().words
    assert Path(words[0]).is_absolute()
    assert Path(words[0]).is_file()
    assert words[1:] in {(), ("-m", "consentdesk", "gui")}
    assert Path(words[0]).parent == Path(sys.executable).parent
