"""Where each limit lies: what is just within is looked at, one step more is not."""

import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from consentdesk.errors import Problem
from consentdesk.services.pictures import wire
from consentdesk.services.pictures.anatomy import dissect
from consentdesk.services.pictures.decoding import MEMORY, SECONDS, Decoder
from consentdesk.services.pictures.files import PictureError
from consentdesk.services.pictures.fingerprint import picture_digest
from consentdesk.services.pictures.metadata import named_people
from tests.noise import children
from tests.services.pictures import crafted
from tests.services.pictures.heic import heic

Draw = Callable[[int, int], bytes]


def _jpeg(width: int, height: int) -> bytes:
    """A small picture that says it is that large."""
    data = crafted.jpeg(64, 48)
    frame = data.index(b"\xff\xc0") + 5
    return data[:frame] + struct.pack(">HH", height, width) + data[frame + 4 :]


def _png(width: int, height: int) -> bytes:
    return crafted.png(width, height, 8, 0, crafted.zeros(1))


def _tiff(width: int, height: int) -> bytes:
    return crafted.written(Image.new("1", (width, height)), "TIFF", compression="group4")


def _heic(width: int, height: int) -> bytes:
    data = heic(crafted.noise(64, 48))
    place = data.index(b"ispe") + 8
    return data[:place] + struct.pack(">II", width, height) + data[place + 8 :]


@pytest.mark.parametrize(
    ("draw", "megapixels"),
    [
        (_jpeg, 120),
        (_png, 64),
        (crafted.lossless_webp_header, 64),
        (_tiff, 64),
        (_heic, 64),
    ],
)
def test_one_row_more_is_too_large(draw: Draw, megapixels: int) -> None:
    width = 8_000
    height = megapixels * 1_000_000 // width
    assert len(picture_digest(draw(width, height))) == 32
    with pytest.raises(PictureError) as refused:
        picture_digest(draw(width, height + 1))
    assert refused.value.problem is Problem.UNREADABLE_PIXELS
    assert refused.value.facts["limit"] == megapixels


def test_one_scan_more_is_too_many() -> None:
    once = len(dissect(crafted.many_scans(64, 64, 1)).scans)
    assert len(dissect(crafted.many_scans(64, 64, 101 - once)).scans) == 100
    with pytest.raises(PictureError) as refused:
        dissect(crafted.many_scans(64, 64, 102 - once))
    assert refused.value.problem is Problem.UNREADABLE_SCANS
    assert refused.value.facts["limit"] == 100


def test_one_comment_more_is_too_much() -> None:
    """16 MB beside the picture, as no camera writes them."""
    comment = crafted.segment(0xFE, bytes(65_533))
    fitting = 16 * 1024 * 1024 // len(comment)
    whole = crafted.jpeg()
    assert len(picture_digest(crafted.with_segments(whole, *[comment] * (fitting - 1)))) == 32
    with pytest.raises(PictureError) as refused:
        picture_digest(crafted.with_segments(whole, *[comment] * (fitting + 1)))
    assert refused.value.problem is Problem.UNREADABLE_METADATA


def _packet(size: int) -> bytes:
    """A sound packet of that many bytes that names somebody at its very end."""
    begin = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/'
        '22-rdf-syntax-ns#"><rdf:Description xmlns:iptc="http://iptc.org/std/Iptc4xmpExt/'
        '2008-02-29/">'
    )
    end = (
        "<iptc:PersonInImage><rdf:Bag><rdf:li>Astrid Holm</rdf:li></rdf:Bag></iptc:PersonInImage>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return (begin + " " * (size - len(begin) - len(end)) + end).encode()


def _in_jpeg(packet: bytes) -> bytes:
    name, most = b"0123456789ABCDEF0123456789ABCDEF", 65_000
    announced = b"http://ns.adobe.com/xap/1.0/\x00<x>" + name + b"</x>"
    pieces = [
        crafted.segment(
            0xE1,
            b"http://ns.adobe.com/xmp/extension/\x00"
            + name
            + struct.pack(">II", len(packet), at)
            + packet[at : at + most],
        )
        for at in range(0, len(packet), most)
    ]
    return crafted.with_segments(crafted.jpeg(), crafted.segment(0xE1, announced), *pieces)


def _in_png(packet: bytes, *, packed: bool = False) -> bytes:
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", packet.decode(), zip=packed)
    return crafted.written(crafted.noise(16, 16), "PNG", pnginfo=info)


@pytest.mark.parametrize(
    "put",
    [
        _in_jpeg,
        _in_png,
        lambda packet: _in_png(packet, packed=True),
        lambda packet: crafted.written(crafted.noise(16, 16), "WEBP", xmp=packet),
        lambda packet: crafted.written(crafted.noise(16, 16), "TIFF", tiffinfo={700: packet}),
        lambda packet: heic(crafted.noise(16, 16), xmp=packet),
    ],
    ids=["JPEG", "PNG", "packed PNG", "WebP", "TIFF", "HEIC"],
)
def test_a_packet_one_byte_longer_is_not_read(put: Callable[[bytes], bytes]) -> None:
    longest = 2 * 1024 * 1024
    assert [p.name for p in named_people(put(_packet(longest)))] == ["Astrid Holm"]
    assert named_people(put(_packet(longest + 1))) == ()


def _limits(child: int) -> dict[str, str]:
    """The soft limits the system holds a process to."""
    lines = Path(f"/proc/{child}/limits").read_text().splitlines()[1:]
    return {line[:26].strip(): line[26:].split()[0] for line in lines}


def test_a_child_has_limits_of_its_own_from_the_system() -> None:
    with Decoder(workers=1) as decoder:
        before = children()
        seen = []
        for _ in range(2):
            decoder.thumbnail(crafted.jpeg(), 32)
            (child,) = children() - before
            seen.append(_limits(child))
    for found in seen:
        assert found["Max address space"] == str(MEMORY)
        assert found["Max core file size"] == found["Max file size"] == "0"
        # What it used before, the seconds of one picture, and two.
        assert SECONDS + 2 <= int(found["Max cpu time"]) <= SECONDS + 7


def test_the_system_ends_a_child_that_has_used_up_its_time() -> None:
    """However long the program's own clock may let it run."""
    size = {"width": 10_000, "height": 10_000, "orientation": 1, "profile": 0}
    request = {"do": "pixels", "small": False, "seconds": 0, "container": "JPEG", **size}
    # More scans than the program would let through: enough for any computer.
    picture = crafted.many_scans(10_000, 10_000, 2_000)
    root = Path(__file__).resolve().parents[3]
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "consentdesk.services.pictures.child", str(MEMORY)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(root)},
    )
    with child:
        asks, answers = cast("BinaryIO", child.stdin), cast("BinaryIO", child.stdout)
        wire.receive(answers)
        wire.send(asks, request, (picture,))
        with pytest.raises(EOFError):
            wire.receive(answers)
    assert child.returncode == -signal.SIGXCPU


@pytest.mark.parametrize("ending", [signal.SIGXCPU, signal.SIGKILL])
def test_a_child_the_system_ended_had_too_hard_a_picture(ending: signal.Signals) -> None:
    with Decoder(workers=1) as decoder:
        before = children()
        decoder.thumbnail(crafted.jpeg(), 32)
        (child,) = children() - before
        os.kill(child, ending)
        with pytest.raises(PictureError) as refused:
            decoder.thumbnail(crafted.jpeg(), 32)
    assert refused.value.problem is Problem.UNREADABLE_TOO_HARD
