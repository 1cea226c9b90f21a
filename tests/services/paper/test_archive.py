"""Every printed PDF can be kept in an archive: PDF/A-2b, by the word of an outside validator.

The judge is page-validation, written in Rust, which knows the rules of ISO 19005 and nothing of
ours; qpdf and the colour engine LittleCMS look at what they know about.
"""

import io
import subprocess
from importlib import import_module
from pathlib import Path

import page
import pytest
from PIL import Image, ImageCms

from consentdesk.services.editions import Audience, load_edition
from consentdesk.services.paper_archive import srgb
from tests.services.paper.pages import a_sheet, drawn

PROFILE = page.ValidationProfile.PDF_A_2B


def broken_rules(pdf: bytes) -> list[str]:
    """What the validator finds wrong."""
    report = page.validate_pdf_bytes(pdf, profile=PROFILE)
    assert report.rules.total > 100
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


@pytest.mark.parametrize("name", ["2026-1", "2026-2"])
def test_a_form_for_any_reader_may_go_into_an_archive(name: str) -> None:
    edition = load_edition(name)
    sheets = [a_sheet(edition, "en", audience) for audience in Audience]
    assert broken_rules(drawn(*sheets, a_sheet(edition), edition=edition)) == []


@pytest.mark.parametrize("other", ["sv", "pl", "uk", "tr", "ar", "fa", "so"])
def test_so_may_a_sheet_in_two_languages(other: str) -> None:
    edition = load_edition()
    assert broken_rules(drawn(a_sheet(edition, f"da+{other}"), edition=edition)) == []


def test_the_judge_refuses_what_reportlab_writes_by_itself() -> None:
    canvas = import_module("reportlab.pdfgen.canvas").Canvas("none.pdf", invariant=1)
    canvas.drawString(72, 72, "Words")
    canvas.showPage()
    rules = {line.partition(":")[0] for line in broken_rules(canvas.getpdfdata())}
    assert "PDFA2B-STREAM-EOL-001" in rules
    assert len(rules) > 3


def test_the_places_of_all_objects_in_the_file_are_right(tmp_path: Path) -> None:
    edition = load_edition()
    pdf = tmp_path / "forms.pdf"
    pdf.write_bytes(drawn(*(a_sheet(edition, "da+ar") for _ in range(3))))
    done = subprocess.run(["qpdf", "--check", pdf], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_nothing_the_file_says_of_itself_names_anybody() -> None:
    pdf = drawn(a_sheet(load_edition()))
    seen = subprocess.run(
        ["exiftool", "-a", "-G1", "-s", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    assert "[XMP-pdfaid]" in seen
    for word in ("Ida", "Åkjær", "Mette", "Solsikken", "2.A", "2019"):
        assert word not in seen, word


def test_the_colours_are_those_of_every_screen() -> None:
    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb()))
    theirs = ImageCms.createProfile("sRGB")
    ramp = Image.new("RGB", (256, 3))
    for row in range(3):
        for step in range(256):
            ramp.putpixel((step, row), tuple(step if n == row else 128 for n in range(3)))
    turned = ImageCms.profileToProfile(ramp, ours, theirs)
    assert turned is not None
    before, after = ramp.tobytes(), turned.tobytes()
    assert max(abs(a - b) for a, b in zip(before, after, strict=True)) <= 1
