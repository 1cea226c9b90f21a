"""From roster to take-down as a script sees it: names, keys, codes and statuses as promised."""

from pathlib import Path

from tests.cli.terminal import Terminal


def test_a_new_register_is_made_and_an_old_one_left_alone(bare: Terminal) -> None:
    made = bare.does("init", "--institution", "Solsikken", "--policy", "se")
    assert made == {
        "schema": 1,
        "register": str(bare.register),
        "institution": "Solsikken",
        "policy": "se",
        "contact": "",
        "dpo": "",
        "encrypted": False,
    }
    assert bare.refuses(2, "init", "--institution", "Månen") == "REGISTER_EXISTS"


def test_whom_forms_name_is_told_at_the_beginning_and_changed_later(bare: Terminal) -> None:
    bare.does("init", "--contact", "12 34 56 78", "--dpo", "Lis, dpo@x.dk")
    here = {"schema": 1, "institution": "My institution", "policy": "dk", "two_people": []}
    assert bare.does("institution") == here | {"contact": "12 34 56 78", "dpo": "Lis, dpo@x.dk"}
    assert bare.does("institution", "--dpo", " ") == here | {"contact": "12 34 56 78", "dpo": ""}
    assert bare.refuses(2, "institution", "--contact", "010180-1234") == "CPR_IN_TEXT"
    assert bare.refuses(2, "institution", "--contact", "x" * 201) == "TEXT_TOO_LONG"
    printed = bare("print-forms", "--blank", 1, "-o", bare.folder / "forms.pdf")
    assert "consentdesk institution" in printed.out
    bare.does("institution", "--dpo", "dpo@x.dk")
    printed = bare("print-forms", "--blank", 1, "-o", bare.folder / "forms.pdf")
    assert "consentdesk institution" not in printed.out


def test_people_are_enrolled_listed_and_shown(terminal: Terminal) -> None:
    added = terminal.does("add-subject", "Ida Øvelund", "--born", "2019-05-03", "--group", "2.A")
    guardian = terminal.does("add-guardian", "Mette Øvelund", "--of", "ida ovelund")
    contact = terminal.does("add-guardian", "Bo Øvelund", "--of", added["id"], "--no-custody")
    listed = terminal.does("subjects", "--search", "øve", "--group", "2.A", "--lacking", "website")
    shown = terminal.does("show", "Ida Øvelund/2019-05-03")

    assert [one["id"] for one in listed["subjects"]] == [added["id"]]
    assert listed["subjects"][0]["permissions"]["website"] == "NEVER_ASKED"
    assert [(g["id"], g["custody"]) for g in shown["guardians"]] == [
        (guardian["id"], True),
        (contact["id"], False),
    ]
    assert shown["permissions"][0] == {
        "purpose": "website",
        "state": "NEVER_ASKED",
        "valid_until": None,
        "journal_number": None,
        "edition": None,
        "signed_on": None,
        "lack": None,
    }
    assert shown["photos"] == shown["releases"] == []


def test_a_protected_member_of_staff_is_both_from_the_first_moment(terminal: Terminal) -> None:
    words = ("add-subject", "Signe Lærke", "--born", "1988-01-02", "--adult-staff", "--protected")
    subject = terminal.does(*words)["id"]
    shown = terminal.does("show", subject)
    assert (shown["staff"], shown["protected"]) == (True, True)


def test_forms_come_with_serials_and_the_places_of_their_boxes(terminal: Terminal) -> None:
    ida, noah = terminal.child("Ida Øvelund"), terminal.child("Noah Lund")
    pdf = terminal.folder / "forms.pdf"
    printed = terminal.does("print-forms", "--group", "2.A", "--edition", "2026-1", "-o", pdf)

    assert pdf.read_bytes().startswith(b"%PDF")
    assert {form["subject"] for form in printed["forms"]} == {ida, noah}
    assert [form["first_page"] for form in printed["forms"]] == [1, 2]
    assert printed["pages"] == 2
    assert {box["answer"] for box in printed["boxes"]} == {"yes", "no"}
    assert set(printed["boxes"][0]) == {"page", "purpose", "answer", "x", "y", "w", "h"}
    assert {field["name"] for field in printed["fields"]} == {"signature", "signer", "signed_on"}
    assert set(printed["fields"][0]) == {"page", "name", "x", "y", "w", "h"}


def test_a_blank_form_gets_its_subject_when_it_comes_back(terminal: Terminal) -> None:
    noah = terminal.child()
    pdf = terminal.folder / "blank.pdf"
    form = terminal.does("print-forms", "--blank", 1, "-o", pdf)["forms"][0]
    said = ("--answer", "website=yes", "--signer", "Mette Lund", "--signed-on", terminal.day())

    assert form["subject"] is None
    assert terminal.refuses(2, "record", form["serial"], *said) == "SUBJECT_NEEDED"
    assert terminal.does("record", form["serial"], *said, "--subject", noah)["subject"] == noah


def test_only_a_journaled_answer_counts(terminal: Terminal) -> None:
    terminal.child()
    path = terminal.portrait("Noah Lund")
    serial = terminal.form("Noah Lund")
    recorded = terminal.does(
        *("record", serial, "--answer", "website=yes", "--answer", "press=no"),
        *("--signer", "Mette Lund", "--signed-on", terminal.day()),
    )
    before = terminal.does("check", path, "--destination", "website", status=1)
    journaled = terminal.does("journal", serial, "--paper-at", "binder 3")
    after = terminal.does("check", path, "--destination", "website")
    state = {p["purpose"]: p for p in terminal.does("show", "Noah Lund")["permissions"]}

    assert recorded["serial"] == serial
    assert recorded["answers"]["website"] == "GRANTED"
    assert recorded["answers"]["press"] == recorded["answers"]["print"] == "REFUSED"
    reasons = before["files"][0]["verdicts"][0]["reasons"]
    assert [(r["code"], r["rule"]) for r in reasons] == [("NOT_JOURNALED", "R1")]
    assert journaled["journaled"][0]["serial"] == serial
    assert after["summary"] == {"clear": 1, "withheld": 0, "undecided": 0, "unreadable": 0}
    assert state["website"]["state"] == "JOURNALED"
    assert state["website"]["journal_number"] == journaled["journaled"][0]["number"]
    assert state["website"]["edition"] == "2026-2"
    assert state["website"]["signed_on"] == terminal.day()
    assert state["press"]["state"] == "REFUSED"


def test_what_is_clear_leaves_and_the_rest_is_listed(terminal: Terminal) -> None:
    for name in ("Noah Lund", "Ida Dal"):
        terminal.child(name)
    terminal.permitted("Noah Lund")
    clear, withheld = terminal.portrait("Noah Lund"), terminal.portrait("Noah Lund", "Ida Dal")
    out = terminal.folder / "out"
    words = ("export", clear, withheld, "--destination", "website", "--to", out)
    exported = terminal.does(*words, "--link", "https://example.org/1", status=1)
    listed = terminal.does("releases", "--subject", "Noah Lund")["releases"]

    (released,) = exported["released"]
    promised = {"path", "output", "sha256_in", "sha256_out", "permissions", "covered", "warnings"}
    assert set(released) == promised
    assert released["path"] == str(clear)
    assert Path(released["output"]).parent == out
    assert Path(released["output"]).is_file()
    assert len(released["sha256_in"]) == len(released["sha256_out"]) == 64
    assert released["permissions"]
    assert [one["path"] for one in exported["withheld"]] == [str(withheld)]
    assert [one["id"] for one in listed] == [exported["release"]]
    assert listed[0]["link"] == "https://example.org/1"
    assert listed[0]["copies"][0]["sha256_out"] == released["sha256_out"]
    assert terminal.does("releases", "--photo", withheld)["releases"] == []


def test_a_withdrawal_works_at_once_and_lists_what_to_take_down(terminal: Terminal) -> None:
    terminal.child()
    terminal.permitted()
    path = terminal.portrait("Noah Lund")
    out = terminal.folder / "out"
    terminal.does("export", path, "--destination", "website", "--to", out)
    withdrawn = terminal.does(
        "withdraw", "Noah Lund", "--purpose", "website", "--by", "Mette Lund", "--channel", "phone"
    )
    checked = terminal.does("check", path, "--destination", "website", status=1)
    terminal.does("taken-down", withdrawn["releases"][0]["id"], "--note", "Deleted")

    assert [one["destination"] for one in withdrawn["releases"]] == ["website"]
    assert checked["files"][0]["verdicts"][0]["reasons"][0]["code"] == "WITHDRAWN"
    assert terminal.does("releases")["releases"][0]["taken_down_at"] is not None
    assert terminal.does("withdraw", "Noah Lund")["releases"] == []
    assert terminal.refuses(2, "taken-down", 1) == "ALREADY_TAKEN_DOWN"


def test_an_objection_holds_situation_photos_back_until_it_is_lifted(terminal: Terminal) -> None:
    terminal.child()
    path = terminal.portrait("Noah Lund", kind="situation")
    says = ("--outcome", "publish", "--reason", "Children at play")
    assess = ("assess", path, "--destination", "website", *says)
    check = ("check", path, "--destination", "website")

    terminal.does(*assess)
    terminal.does(*check)
    terminal.does("object", "Noah Lund", "--channel", "mail")
    objected = terminal.does(*check, status=1)["files"][0]["verdicts"][0]["reasons"]
    terminal.does("lift-objection", "Noah Lund")
    reopened = terminal.does(*check, status=3)["files"][0]["verdicts"][0]["reasons"]
    terminal.does(*assess)
    terminal.does(*check)

    assert "OBJECTED" in {reason["code"] for reason in objected}
    assert {reason["code"] for reason in reopened} == {"NOT_ASSESSED"}


def test_a_sensitive_situation_needs_permissions_and_a_withheld_one_stays(
    terminal: Terminal,
) -> None:
    terminal.child()
    path = terminal.portrait("Noah Lund", kind="situation")
    says = ("--reason", "At the nurse's", "--sensitive", "--yes", "private")
    assessed = terminal.does(
        "assess", path, "--destination", "website", "--outcome", "publish", *says
    )
    sensitive = terminal.does("check", path, "--destination", "website", status=1)
    terminal.does(
        *("assess", path, "--destination", "press", "--outcome", "withhold"),
        *("--reason", "Nobody else's business"),
    )
    withheld = terminal.does("check", path, "--destination", "press", status=1)

    assert (assessed["destination"], assessed["outcome"]) == ("website", "publish")
    assert "NEVER_ASKED" in {
        reason["code"] for reason in sensitive["files"][0]["verdicts"][0]["reasons"]
    }
    assert [r["code"] for r in withheld["files"][0]["verdicts"][0]["reasons"]] == [
        "ASSESSED_WITHHOLD"
    ]


def test_somebody_covered_needs_no_permission_for_that_copy(terminal: Terminal) -> None:
    for name in ("Noah Lund", "Ida Dal"):
        terminal.child(name)
    terminal.permitted("Noah Lund")
    path = terminal.draw()
    terminal.does(
        *("add-photo", path, "--kind", "portrait", "--shows", "Noah Lund", "--shows", "Ida Dal"),
        *("--region", "Ida Dal=0.6,0.3,0.1,0.15", "--rights", "Taken at work"),
    )
    out = terminal.folder / "out"
    words = ("export", path, "--destination", "website", "--to", out)

    assert terminal.does(*words, status=1)["released"] == []
    assert len(terminal.does(*words, "--cover", "Ida Dal", "--max-edge", 200)["released"]) == 1
    copies = terminal.does("releases")["releases"][0]["copies"]
    assert copies[0]["covered"] == [2]
    assert copies[0]["shows"] == [1]


def test_a_person_is_shown_as_of_a_past_day(terminal: Terminal) -> None:
    terminal.child()
    terminal.permitted()
    then = terminal.does("show", "Noah Lund", "--on", terminal.day(back=1))
    now = terminal.does("show", "Noah Lund", "--on", terminal.day())
    assert {p["state"] for p in then["permissions"]} == {"NEVER_ASKED"}
    assert "JOURNALED" in {p["state"] for p in now["permissions"]}


def test_a_situation_judged_again_lists_what_must_be_taken_down(terminal: Terminal) -> None:
    """R18: as a withdrawal does."""
    terminal.child()
    path = terminal.portrait("Noah Lund", kind="situation")
    out = terminal.folder / "out"
    words = ("assess", path, "--destination", "website", "--reason", "A look at it", "--outcome")
    assert terminal.does(*words, "publish")["releases"] == []
    terminal.does("export", path, "--destination", "website", "--to", out)
    (due,) = terminal.does(*words, "withhold")["releases"]
    said = terminal(*words, "withhold").out
    assert "To be taken down, from export 1:" in said
    assert str(out / due["copies"][0]["output"]) in said
    assert terminal.does(*words, "publish")["releases"] == []


def test_a_past_day_knows_no_photo_that_was_added_later(terminal: Terminal) -> None:
    terminal.child()
    path = terminal.portrait("Noah Lund")
    assert "On 1 photo." in terminal("show", "Noah Lund").out
    assert "On 1 photo." in terminal("show", "Noah Lund", "--on", "2999-01-01").out
    assert "On 0 photos." in terminal("show", "Noah Lund", "--on", terminal.day(back=1)).out
    (found,) = terminal.does("show", "Noah Lund", "--on", terminal.day())["photos"]
    assert (found["name"], found["kind"]) == (path.name, "portrait")
