"""Children that decode: limits, crashes, restarts, and nothing left behind."""

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import consentdesk
from consentdesk.domain.photos import Region
from consentdesk.errors import Problem
from consentdesk.services.pictures.decoding import Decoder, Rendering
from consentdesk.services.pictures.files import PictureError
from tests.services.pictures import crafted
from tests.services.pictures.heic import heic


def _children() -> set[int]:
    """The processes whose parent we are, zombies included."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        if int(text.rpartition(")")[2].split()[1]) == os.getpid():
            found.add(int(stat.parent.name))
    return found


@contextmanager
def _nothing_left() -> Iterator[None]:
    children, threads = _children(), threading.active_count()
    yield
    assert _children() == children
    assert threading.active_count() == threads


def _problem(work: object, *arguments: object) -> Problem:
    assert callable(work)
    with pytest.raises(PictureError) as refused:
        work(*arguments)
    return refused.value.problem


def test_children_start_late_and_leave_nothing_behind() -> None:
    with _nothing_left():
        before = _children()
        with Decoder() as decoder:
            assert _children() == before
            decoder.thumbnail(crafted.jpeg(), 32)
            assert len(_children() - before) == 1


def test_two_threads_get_two_children_and_no_more() -> None:
    with _nothing_left(), Decoder(workers=2) as decoder:
        before = _children()
        data = crafted.jpeg(2000, 1500)
        threads = [threading.Thread(target=decoder.perceptual, args=(data,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert 1 <= len(_children() - before) <= 2


def test_a_closed_decoder_starts_nothing() -> None:
    decoder = Decoder()
    decoder.close()
    with pytest.raises(RuntimeError):
        decoder.thumbnail(crafted.jpeg(), 32)


def test_every_container_is_decoded(decoder: Decoder) -> None:
    image = crafted.noise(96, 64)
    kinds = [crafted.written(image, kind) for kind in ("JPEG", "PNG", "WEBP", "TIFF")]
    phones = (heic(image), heic(image, tile=32))
    looks = [decoder.perceptual(data) for data in (*kinds, *phones)]
    for other in looks[1:]:
        assert (looks[0].hashes[0] ^ other.hashes[0]).bit_count() <= 4
        far = np.frombuffer(other.grey, np.uint8).astype(int) - np.frombuffer(
            looks[0].grey, np.uint8
        )
        assert np.abs(far).mean() < 4


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_seen_the_right_way_up(decoder: Decoder, orientation: int) -> None:
    upright = Image.new("RGB", (60, 40), (250, 250, 250))
    upright.paste((200, 20, 20), (0, 0, 20, 10))
    stored = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    exif = Image.Exif()
    exif[0x112] = orientation
    thumbnail = decoder.thumbnail(crafted.written(stored, "PNG", exif=exif), 256)
    assert (thumbnail.width, thumbnail.height) == (60, 40)
    assert thumbnail.rgb == upright.tobytes()


def test_thumbnails_are_small_and_never_enlarged(decoder: Decoder) -> None:
    small = decoder.thumbnail(crafted.jpeg(960, 640), 100)
    assert (small.width, small.height) == (100, 67)
    assert len(small.rgb) == 100 * 67 * 3
    assert decoder.thumbnail(crafted.jpeg(96, 64), 500).width == 96


def test_what_is_see_through_lies_on_white(decoder: Decoder) -> None:
    secret = Image.new("RGBA", (16, 16), (10, 20, 30, 0))
    for kind in ("PNG", "WEBP", "TIFF"):
        data = crafted.written(
            secret, kind, **({"lossless": True, "exact": True} if kind == "WEBP" else {})
        )
        assert set(decoder.thumbnail(data, 16).rgb) == {255}, kind
    palette = Image.new("P", (16, 16))
    palette.putpalette([0, 0, 0] * 256)
    assert set(decoder.thumbnail(crafted.written(palette, "PNG", transparency=0), 16).rgb) == {255}


def test_deep_greys_are_scaled_and_not_cut_off(decoder: Decoder) -> None:
    deep = Image.fromarray(np.linspace(0, 65535, 64 * 64).astype(np.uint16).reshape(64, 64))
    for kind in ("PNG", "TIFF"):
        grey = np.frombuffer(decoder.thumbnail(crafted.written(deep, kind), 64).rgb, np.uint8)
        assert grey.min() < 4
        assert 120 < grey.mean() < 135


def test_a_wide_profile_is_brought_to_srgb(decoder: Decoder) -> None:
    image = Image.new("RGB", (32, 32), (180, 90, 60))
    profile = crafted.text_profile(b"whatever")
    plain = decoder.thumbnail(crafted.written(image, "PNG"), 32).rgb
    wide = decoder.thumbnail(crafted.written(image, "PNG", icc_profile=profile), 32).rgb
    assert plain[:3] == bytes([180, 90, 60])
    assert wide[:3] != plain[:3]
    broken = decoder.thumbnail(crafted.written(image, "PNG", icc_profile=profile[:200]), 32).rgb
    assert broken == plain


def test_memory_is_limited() -> None:
    with _nothing_left(), Decoder(memory=250 * 1024 * 1024) as decoder:
        packed = crafted.zeros(160)
        large = crafted.png(7000, 7000, 8, 2, packed)
        assert _problem(decoder.thumbnail, large, 64) in (
            Problem.UNREADABLE_TOO_HARD,
            Problem.UNREADABLE_DAMAGED,
        )
        assert decoder.thumbnail(crafted.jpeg(), 32).width == 32


def test_time_is_limited_and_the_next_picture_finds_a_new_child() -> None:
    with _nothing_left(), Decoder(workers=1, seconds=0.2) as decoder:
        slow = crafted.many_scans(10_000, 10_000, 90)
        assert _problem(decoder.perceptual, slow) is Problem.UNREADABLE_TOO_HARD
        assert decoder.thumbnail(crafted.jpeg(), 32).width == 32


def test_a_child_that_is_killed_makes_one_picture_unreadable_and_no_more() -> None:
    with _nothing_left(), Decoder(workers=1) as decoder:
        before = _children()
        decoder.thumbnail(crafted.jpeg(), 32)
        (child,) = _children() - before
        os.kill(child, signal.SIGSEGV)
        assert _problem(decoder.thumbnail, crafted.jpeg(), 32) is Problem.UNREADABLE_DAMAGED
        assert decoder.thumbnail(crafted.jpeg(), 32).width == 32


def test_children_die_with_the_program() -> None:
    program = (
        "import os, signal, sys\n"
        "from consentdesk.services.pictures.decoding import Decoder\n"
        "decoder = Decoder()\n"
        "decoder.thumbnail(sys.stdin.buffer.read(), 32)\n"
        "print(decoder._idle[0]._process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = str(Path(consentdesk.__file__).parent.parent)
    ended = subprocess.run(
        [sys.executable, "-c", program],
        input=crafted.jpeg(),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert ended.returncode == -signal.SIGKILL
    child = int(ended.stdout)
    # The pipe's end is all it hears; a pidfd becomes readable when it has ended.
    try:
        ending = os.pidfd_open(child)
    except ProcessLookupError:
        return
    try:
        import select

        assert select.select([ending], [], [], 10)[0]
    finally:
        os.close(ending)


def test_a_child_that_cannot_start_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with _nothing_left(), Decoder() as decoder:
        monkeypatch.setattr(sys, "executable", "/nonexistent/python")
        assert _problem(decoder.thumbnail, crafted.jpeg(), 32) is Problem.UNREADABLE_DECODER
        monkeypatch.setattr(sys, "executable", "/bin/true")
        assert _problem(decoder.thumbnail, crafted.jpeg(), 32) is Problem.UNREADABLE_DECODER


def test_the_working_folder_is_not_where_children_find_their_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "PIL.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    with Decoder() as decoder:
        assert decoder.thumbnail(crafted.jpeg(), 32).width == 32


def test_a_rendering_is_a_plain_upright_jpeg(decoder: Decoder) -> None:
    exif = Image.Exif()
    exif[0x112] = 6
    data = crafted.written(crafted.noise(300, 200), "JPEG", exif=exif, comment=b"Astrid")
    fresh = Image.open(io.BytesIO(decoder.render(data, Rendering(max_edge=150))))
    assert fresh.size == (100, 150)
    assert set(fresh.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_cropping_takes_only_whole_pixels_within(decoder: Decoder) -> None:
    image = Image.new("RGB", (101, 101), (255, 255, 255))
    image.paste((0, 0, 0), (30, 30, 71, 71))
    crop = Region(30.4 / 101, 30.4 / 101, 40.2 / 101, 40.2 / 101)
    data = decoder.render(crafted.written(image, "PNG"), Rendering(crop=crop))
    fresh = Image.open(io.BytesIO(data))
    assert fresh.size == (39, 39)
    assert np.asarray(fresh).max() < 8
