"""A name in other texts: however it is spelt, and not in what only looks like it."""

import pytest

from consentdesk.storage.called import Called


@pytest.mark.parametrize(
    ("name", "text", "is_whole", "is_in_part"),
    [
        ("Søren Åby", "foto af Søren Åby.jpg", True, True),
        ("Søren Åby", "SOEREN_AABY-2", True, True),
        ("Søren Åby", "Soren.Aby", True, True),
        ("Søren Åby", "sorenaby2026", True, True),
        ("Søren Åby", "S\u00f8ren", False, True),
        ("Ida", "Frida griner", False, True),
        ("Ida", "Her er Ida", True, True),
        ("Bo Li", "Et symbolisk billede", False, False),
        ("Bo Li", "Bo og Li", False, True),
        ("Noah Lund", "Mette Lund", False, True),
        ("Noah Lund", "IMG_0001", False, False),
        ("Noah Lund", "", False, False),
        ("漢字", "漢字.jpg", True, True),
        ("Zorbina Quixley", "Quixley, Zorbina", True, True),
        ("Zorbina Quixley", "QUIXLEY,  ZORBINA (2.A)", True, True),
        ("Zorbina Quixley", "quixley_zorbina.jpg", True, True),
        ("Zorbina Quixley", "Anna Quixley-Zorbina today", False, True),
        ("Zorbina Quixley", "mail from Quixley, Zorbina today", True, True),
        ("Zorbina  Quixley", "zorbina-QUIXLEY", True, True),
        ("Zorbina Quixley", "Zörbina Quixléy", True, True),
        ("Søren Anna Østerlund-Ågård", "Østerlund Ågård, Søren Anna", True, True),
        ("Søren Østerlund", "Osterlund, Soeren", True, True),
        ("Søren Østerlund", f"{'x ' * 400}Søren Østerlund", True, True),
        ("Noah Lund", "Mette Lund, Noah Dal", False, True),
        ("Noah Lund", "Asked Per Lund. Noah was there", False, True),
        ("Bo Li", "Li, Bo", True, True),
    ],
)
def test_a_name_is_found_as_people_write_it(
    name: str, text: str, is_whole: bool, is_in_part: bool
) -> None:
    called = Called(name)
    assert (called.is_whole(text), called.is_in_part(text)) == (is_whole, is_in_part)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Noah Lund fylder 8", "(7) fylder 8"),
        ("noah  LUND, noah lund", "(7), (7)"),
        ("NoahLund fylder 8", "(7) fylder 8"),
        ("noahlund-8", "(7)-8"),
        ("Konfirmation Noah Lund", "Konfirmation (7)"),
        ("IMG_Lund, Noah.jpg", "IMG_(7).jpg"),
        ("Emma Dal, Noah Lund, Per", "Emma Dal, (7), Per"),
        ("Noah Lund og Emma Lund", "(7) og Emma Lund"),
        ("Emma Noah Lund", "Emma Noah Lund"),
        ("emma.noah.lund.jpg", "emma.noah.lund.jpg"),
        ("Noah Lund-Berg", "Noah Lund-Berg"),
        ("Noah Lund von Berg", "Noah Lund von Berg"),
        ("EmmaNoahLundBerg", "EmmaNoahLundBerg"),
        ("Dal, Noah Lund", "Dal, Noah Lund"),
        ("Noah Lunds mor", "Noah Lunds mor"),
        ("foto-noah-lund.dk", "foto-(7).dk"),
        ("Noah Lundgren", "Noah Lundgren"),
        ("Lund, Noah fylder 8", "(7) fylder 8"),
        ("LUND NOAH; Lund, Noah", "(7); (7)"),
        ("Mette Lund, Noah Dal", "Mette Lund, Noah Dal"),
        ("Noah", "Noah"),
        ("", ""),
    ],
)
def test_only_the_whole_name_is_cut_out(text: str, left: str) -> None:
    assert Called("Noah Lund").without(text, "(7)") == left


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Mette Lund, Noah Dal", True),
        ("mette lund, noah dal", True),
        ("Noah Lund", True),
        ("Noah Lunds mor", True),
        ("Emma Noah Lund Berg", True),
        ("EmmaNoahLundBerg", True),
        ("Dal, Noah Lund", True),
        ("Noah Lundgren", False),
        ("Mette Lund. Noah was there", False),
        ("Lund", False),
        ("", False),
    ],
)
def test_a_last_name_that_may_be_somebody_elses_is_told_and_not_cut(text: str, may: bool) -> None:
    assert Called("Noah Lund").may_stand_in(text) is may


def test_one_name_is_the_other_whatever_the_spelling() -> None:
    called = Called("Søren Åby-Dal")
    assert called.is_same("soeren  AABY dal")
    assert called.is_same("Soren Aby-Dal")
    assert not called.is_same("Søren Åby-Dal Lund")
    assert not called.is_same("")


@pytest.mark.parametrize(
    ("name", "several"), [("Mor", False), ("Mette Lund", True), ("王芳", True)]
)
def test_a_single_word_may_be_called_anything(name: str, several: bool) -> None:
    assert Called(name).is_of_several is several


@pytest.mark.parametrize(
    ("name", "text", "is_apart"),
    [
        ("王芳", "王芳.jpg", True),
        ("王芳", "王芳华", False),
        ("Bo Li", "boli", False),
        ("Ida", "Ida Dal", False),
        ("Ida", "Her er Ida", True),
    ],
)
def test_it_is_surely_the_name_where_it_stands_by_itself(
    name: str, text: str, is_apart: bool
) -> None:
    assert Called(name).is_apart(text) is is_apart
    assert Called(name).may_stand_in(text)


@pytest.mark.parametrize(
    ("other", "may"),
    [("NOAH LUND", True), ("Noah Peter Lund", True), ("Noah Lundgren", False), ("Noah Dal", False)],
)
def test_whoever_has_all_of_the_name_may_be_meant_by_it(other: str, may: bool) -> None:
    assert Called("Noah Lund").may_be(other) is may
