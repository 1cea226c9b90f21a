"""R24, R25: whose name is in other letters than Latin ones is named as little as anybody."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.presets import Preset
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services import exporting, presets
from consentdesk.services.check_pack.making import Wanted, make_pack
from consentdesk.services.naming import (
    event_slug,
    names_others,
    names_registered,
    names_shown,
    refuse_folder,
    refuse_pack_name,
)
from consentdesk.services.planning import Plan
from consentdesk.storage.called import Called
from tests.services.office import WEBSITE, Office
from tests.services.refusing import refused

USUAL = Preset(destination=WEBSITE)
OLENA, LI, KIM, REZA = "Олена Шевченко", "李 小龙", "김민준", "علی\u200cرضا کریمی"
NAMES = (
    *(OLENA, LI, KIM, REZA),
    *(
        "محمد علي",
        "Ελένη Παππά",
        "李明",
        "欧阳 娜娜",
        "山田太郎",
        "अमित सिंह",
        "สมชาย ใจดี",
        "Йоана Ёлкина",
    ),
    *("நித்யா ராஜன்", "Արամ Խաչատրյան", "თამარ ბერიძე", "נועה כהן", "Nguyễn Thị Ánh", "Łukasz Żak"),
)


def all_that_leaves(office: Office, plan: Plan, whole: str) -> list[Callable[[], object]]:
    """Everything that is written into copies or on the outside of something that leaves."""
    outside, target = office.folder.parent, office.target()
    return [
        lambda: exporting.release(*office.desk, plan, target, how=replace(USUAL, credit=whole)),
        lambda: exporting.release(*office.desk, plan, target, how=replace(USUAL, terms=whole)),
        lambda: exporting.release(*office.desk, plan, target, event=whole),
        lambda: exporting.release(*office.desk, plan, outside / whole),
        lambda: presets.keep(*office.desk, replace(USUAL, folder=whole)),
        lambda: make_pack(
            *office.desk, outside / f"{whole}.cdpack", "correct horse battery staple", Wanted()
        ),
    ]


def test_nothing_that_leaves_is_called_after_anybody(office: Office) -> None:
    office.child(OLENA)
    office.child(LI)
    shown = office.family("Bo Ek")
    office.permit(shown)
    plan = office.plan(office.portrait(shown))
    for whole in (f"Foto {OLENA}", "ОЛЕНА ШЕВЧЕНКО", "Шевченко-Олена", LI, "摄影：李小龙"):
        for make in all_that_leaves(office, plan, whole):
            with pytest.raises(RuleRefusal):
                make()
    assert list(office.target().iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_two_names_of_anybody_are_found_in_every_script(office: Office, name: str) -> None:
    office.child(name)
    first, *rest = name.split()
    turned = " ".join((*rest, first))
    with office.register.read() as reader:
        for text in (name, name.upper(), name.replace(" ", "-"), f"2026 {turned} 3.B"):
            assert names_registered(reader, text), text
            for refuse in (refuse_folder, refuse_pack_name):
                with pytest.raises(RuleRefusal):
                    refuse(reader, text, ())
        assert not rest or not names_registered(reader, f"Sommerfest {first}")


@pytest.mark.parametrize("name", NAMES)
def test_one_name_of_somebody_shown_is_found_in_every_script(office: Office, name: str) -> None:
    shown = (office.child(name),)
    with office.register.read() as reader:
        for part in (one for one in name.split() if len(one) > 1):
            assert names_shown(reader, f"Foto: {part}, 2026", shown), part
            with pytest.raises(RuleRefusal):
                refuse_folder(reader, f"{part} 2026", shown)
        assert not names_shown(reader, "Foto: skolen, школа, 学校, σχολείο, مدرسة", shown)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("李 小龙", "祝小龙生日快乐"),
        ("李小龙", "祝小龙生日快乐"),
        ("李 明", "李明的生日"),
        ("李明", "三年级李明"),
        ("李 明", "明 2026"),
        ("김민준", "민준 생일"),
        ("山田太郎", "太郎くんの写真"),
        ("佐々木 健", "佐々木さん"),
        ("محمد علي", "مُحَمَّد"),
        ("محمد علي", "محـمد"),
        (REZA, "علی‌رضا"),
        (REZA, "علیرضا"),
        ("Олена Шевченко", "О л е н а"),
        ("Ελένη Παππά", "ΕΛΕΝΗ"),
        ("Ida Holm", "Idaの写真"),
        ("Ida Holm", "I\u3164da"),
        ("Ida Holm", "I\u034fda"),
    ],
)
def test_where_words_stand_without_spaces_or_otherwise_spelt_a_name_is_found(
    office: Office, name: str, text: str
) -> None:
    shown = (office.child(name),)
    with office.register.read() as reader:
        assert names_shown(reader, text, shown)
        with pytest.raises(RuleRefusal):
            refuse_folder(reader, text, shown)


@pytest.mark.parametrize("text", ["李明的生日", "三年级李明", "李明", "明李", "李·明"])
@pytest.mark.parametrize("name", ["李 明", "李明"])
def test_the_shortest_whole_name_is_found_among_other_words(
    office: Office, name: str, text: str
) -> None:
    office.child(name)
    with office.register.read() as reader:
        turned = text == "明李" and " " not in name
        assert names_registered(reader, text) != turned


def test_one_sign_of_a_name_refuses_little(office: Office) -> None:
    shown = tuple(office.child(name) for name in ("李 小龙", "明", "さくら", "Ян Ли"))
    with office.register.read() as reader:
        for text in ("行李 2026", "明天", "龙年", "小学", "Январь", "Лига", "2026", "Sommerfest"):
            assert not names_registered(reader, text), text
            assert not names_shown(reader, text, shown), text
            refuse_folder(reader, text, shown)
        # Of a spelling by sound nobody knows whether it is a name or cherry blossom.
        assert not names_registered(reader, "さくら祭り")


def test_a_file_name_stays_plain_whatever_the_event_is_called(office: Office) -> None:
    shown = (office.child(OLENA),)
    with office.register.read() as reader:
        for event, slug in (
            ("Свято 2026", "2026"),
            ("夏祭り", "website-2026-09-14"),
            ("Sommerfest школа", "sommerfest"),
            ("Олена 2026", "website-2026-09-14"),
        ):
            assert event_slug(reader, event, WEBSITE, office.today, shown) == slug
    with refused(office, Problem.NAME_IN_TARGET, RuleRefusal), office.register.read() as reader:
        event_slug(reader, OLENA, WEBSITE, office.today, ())


def test_a_text_for_one_person_tells_of_others_in_every_script(office: Office) -> None:
    """R27: what one person is given names nobody else."""
    olena, near = office.child(OLENA), (office.child(LI), office.child("Тарас Бондар"))
    office.child("Ελένη Παππά")

    def tells(text: str, but: SubjectId = olena) -> bool:
        with office.register.read() as reader:
            return names_others(reader, text, but, near)

    for text in ("зі мною Тарас", "和小龙在一起", "ο γονέας της Ελένη Παππά"):
        assert tells(text), text
    for text in ("Олена Шевченко", "Олена не хоче", "她不想要", "Ελένη"):
        assert not tells(text), text


def test_a_guardian_is_found_among_words_without_spaces() -> None:
    for name in ("王 芳", "王芳"):
        assert Called(name).is_whole("王芳打电话")
        assert not Called(name).is_whole("国王打电话")


RUN_ON = {
    "สมชาย ใจดี": ("งานวันเกิดสมชายใจดี", "วันเกิดสมชาย", "วันเกิดดี"),
    "สมชายใจดี": ("งานวันเกิดสมชายใจดี", "งานสมชายใจดี", "วันเกิดดี"),
    "ယုယု ခင်လှ": ("မွေးနေ့ယုယုခင်လှ", "မွေးနေ့ယုယု", "မွေးနေ့"),
    "សុខា ចាន់ណា": ("ខួបកំណើតសុខាចាន់ណា", "ខួបកំណើតសុខា", "ខួបកំណើត"),
}


@pytest.mark.parametrize("name", RUN_ON)
def test_a_name_is_found_where_words_stand_without_spaces(office: Office, name: str) -> None:
    whole, part, other = RUN_ON[name]
    who = office.child(name)
    with office.register.read() as reader:
        assert names_registered(reader, whole)
        for refuse in (refuse_folder, refuse_pack_name):
            with pytest.raises(RuleRefusal):
                refuse(reader, whole, ())
            refuse(reader, other, {who})
        assert names_shown(reader, whole, {who})
        if " " in name:
            assert names_shown(reader, part, {who}), "one of the names, and the person is on it"
            assert not names_registered(reader, part), "one of the names, of anybody"
    assert Called(name).is_whole(whole)
    assert not Called(name).is_whole(other)


KEYBOARDS = (
    ("علی رضایی", "علي رضايي"),
    ("کریم نوری", "كريم نوري"),
    ("موسى عيسى", "موسي عيسي"),
    ("موسي عيسي", "موسى عيسى"),
    ("فاطمة مكة", "فاطمه مكه"),
    ("زهرا احمدی", "زهرا احمدي"),
    ("یحیی کاکی", "يحيى كاكي"),
)


@pytest.mark.parametrize(("kept", "typed"), KEYBOARDS)
def test_a_name_typed_on_another_keyboard_is_the_same_name(
    office: Office, kept: str, typed: str
) -> None:
    """An Arabic keyboard has other letters for the same sound than a Persian one."""
    who = office.child(kept)
    with office.register.read() as reader:
        for text in (kept, typed, f"2026 {typed}", typed.replace(" ", "-")):
            assert names_registered(reader, text), text
            assert names_shown(reader, text, {who})
            with pytest.raises(RuleRefusal):
                refuse_folder(reader, text, ())
            assert Called(kept).is_whole(text)
