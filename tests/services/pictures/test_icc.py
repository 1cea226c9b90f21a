"""Colour profiles: dropped, rebuilt, or reason to render; never passed on as they came."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageCms

from consentdesk.services.pictures.icc import Advice, clean_profile
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
