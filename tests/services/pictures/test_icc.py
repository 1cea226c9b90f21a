"""Colour profiles: dropped, rebuilt, or reason to render; never passed on as they came."""

import hashlib
import struct
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from consentdesk.services.pictures.anatomy import dissect
from consentdesk.services.pictures.fingerprint import picture_digest
from consentdesk.services.pictures.icc import Advice, clean_profile, telling
from tests.services.pictures import crafted


def _srgb() -> bytes:
    return bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def test_srgb_is_dropped_and_wide_colours_are_rebuilt() -> None:
    assert clean_profile(_srgb(), 3).advice is Advice.DROP
    rebuilt = clean_profile(crafted.text_profile(b"Astrid"), 3)
    assert rebuilt.advice is Advice.REBUILT
    assert b"Astrid" not in rebuilt.profile
    assert len(rebuilt.profile) < 2000


def test_a_rebuilt_profile_is_valid_and_rebuilds_to_itself() -> None:
    profile = clean_profile(crafted.text_profile(b"Astrid"), 3).profile
    assert clean_profile(profile, 3).profile == profile
    assert int.from_bytes(profile[:4], "big") == len(profile)
    opened = ImageCms.ImageCmsProfile(__import__("io").BytesIO(profile))
    assert opened.profile.profile_description == "Colours"
    assert opened.profile.xcolor_space == "RGB "


def test_a_profile_for_other_channels_is_dropped() -> None:
    for channels in (0, 1, 4):
        assert clean_profile(crafted.text_profile(b"x"), channels).advice is Advice.DROP


def test_tables_and_ink_must_be_rendered() -> None:
    profile = crafted.text_profile(b"x")
    tables = profile.replace(b"priv", b"A2B0")
    assert clean_profile(tables, 3).advice is Advice.RENDER
    ink = profile[:16] + b"CMYK" + profile[20:]
    assert clean_profile(ink, 4).advice is Advice.RENDER
    lab = profile[:20] + b"Lab " + profile[24:]
    assert clean_profile(lab, 3).advice is Advice.RENDER


def test_a_text_passed_off_as_a_tone_curve_must_be_rendered() -> None:
    words = "Astrid Holm, født 3. maj".encode("utf-16-be")
    curve = b"curv\x00\x00\x00\x00" + struct.pack(">I", len(words) // 2) + words
    profile = crafted.text_profile(curve)
    at = profile.index(b"rTRC")
    place, size = struct.unpack_from(">II", profile, at + 4)
    assert size > 0
    hidden = profile.index(curve)
    planted = profile[: at + 4] + struct.pack(">II", hidden, len(curve)) + profile[at + 12 :]
    assert clean_profile(planted, 3).advice is Advice.RENDER
    assert place != hidden


def _with_curve(curve: bytes) -> bytes:
    """The wide profile with this curve for all three colours."""
    profile = clean_profile(crafted.text_profile(b"x"), 3).profile
    return _with_tag(profile, (b"rTRC", b"gTRC", b"bTRC"), curve)


def _with_tag(profile: bytes, names: tuple[bytes, ...], tag: bytes) -> bytes:
    for name in names:
        at = profile.index(name) + 4
        place = struct.pack(">II", len(profile), len(tag))
        profile = profile[:at] + place + profile[at + 8 :]
    return len(profile + tag).to_bytes(4, "big") + profile[4:] + tag


def _table(values: list[int]) -> bytes:
    return b"curv" + bytes(4) + struct.pack(f">I{len(values)}H", len(values), *values)


def _gamma(power: float) -> bytes:
    return b"para" + bytes(8) + struct.pack(">i", round(power * 65536))


@pytest.mark.parametrize("power", [1.8, 2.2, 2.6])
def test_the_profile_of_a_display_only_tints(power: float) -> None:
    assert telling(_with_curve(_gamma(power))) == b""
    steps = [round(65535 * (i / 1023) ** power) for i in range(1024)]
    assert telling(_with_curve(_table(steps))) == b""


def test_r21_a_profile_that_shows_another_picture_makes_it_another_picture() -> None:
    """Too faint to be seen, or too dark, until a curve or a matrix says otherwise."""
    faint = _table([0 if i < 245 else (i - 245) * 6553 for i in range(256)])
    far = b"XYZ " + bytes(4) + struct.pack(">3i", *(round(n * 65536) for n in (20.0, 18.0, 0.0)))
    wide = clean_profile(crafted.text_profile(b"x"), 3).profile
    showing = {
        "faint": _with_curve(faint),
        "dark": _with_curve(_gamma(1.0)),
        "steps": _with_curve(_table([0, 0, 65535, 65535])),
        "differences of colours": _with_tag(wide, (b"rXYZ",), far),
        "tables": crafted.text_profile(b"x").replace(b"priv", b"A2B0"),
    }
    image = Image.new("RGB", (64, 64), (250, 250, 250))
    plain = picture_digest(crafted.written(image, "PNG"))
    for name, profile in showing.items():
        assert telling(profile) == profile, name
        for kind in ("PNG", "JPEG", "WEBP", "TIFF"):
            other = crafted.written(image, kind, icc_profile=profile)
            assert picture_digest(other) != picture_digest(crafted.written(image, kind)), name
    assert picture_digest(crafted.written(image, "PNG", icc_profile=wide)) == plain


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_r21_no_frame_of_an_animation_can_be_taken_for_a_profile(
    kind: Literal["PNG", "WEBP"],
) -> None:
    """A frame stands in the digest behind its length, the profile behind one that none has."""
    profile = _with_curve(_gamma(1.0))
    frames = [crafted.noise(64, 48, seed) for seed in (1, 2)]
    data = crafted.written(
        frames[0], kind, save_all=True, append_images=frames[1:], icc_profile=profile
    )
    anatomy = dissect(data)
    assert anatomy.header.profile == telling(profile) == profile
    assert anatomy.shown_too
    whole = hashlib.sha256(kind.encode() + b"\x00" + b"".join(anatomy.essence))
    for frame in anatomy.shown_too:
        whole.update(len(frame).to_bytes(8, "big") + frame)
    whole.update(b"\xff" * 8 + profile)
    assert picture_digest(data) == whole.digest()


@pytest.mark.parametrize("cut", [0, 3, 40, 127, 131, 140, 200, 300])
def test_a_profile_that_breaks_off_is_dropped(cut: int) -> None:
    assert clean_profile(crafted.text_profile(b"x")[:cut], 3).advice is Advice.DROP


@given(st.data())
def test_whatever_comes_in_only_known_bytes_come_out(data: st.DataObject) -> None:
    profile = bytearray(crafted.text_profile(b"Astrid Holm"))
    for _ in range(data.draw(st.integers(0, 12))):
        at = data.draw(st.integers(0, len(profile) - 1))
        profile[at] = data.draw(st.integers(0, 255))
    cleaned = clean_profile(bytes(profile), 3)
    if cleaned.advice is Advice.REBUILT:
        assert b"Astrid" not in cleaned.profile
        assert clean_profile(cleaned.profile, 3).profile == cleaned.profile
    else:
        assert cleaned.profile == b""
