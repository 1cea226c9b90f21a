"""`editions` and `print-forms --edition`: the program's editions and the institution's own."""

from consentdesk.services import own_editions
from consentdesk.storage.register import Register
from tests.cli.terminal import Terminal
from tests.factories import NOW


def own_edition(terminal: Terminal) -> None:
    """An edition OWN-1 that asks about two purposes, issued, and a draft OWN-2 of it."""
    with Register.open(str(terminal.register)) as register:
        draft = own_editions.copy(register, "Anna Holm", NOW, "2026-1", "OWN-1")
        draft = draft.ask(draft.purposes[2:0:-1])
        own_editions.save(register, "Anna Holm", NOW, draft, 1)
        own_editions.issue(register, "Anna Holm", NOW, "OWN-1", 2)
        own_editions.copy(register, "Anna Holm", NOW, "OWN-1", "OWN-2")


def test_editions_are_listed_with_their_state(terminal: Terminal) -> None:
    terminal.child("Noah Lund")
    own_edition(terminal)
    found = {one["name"]: one for one in terminal.does("editions")["editions"]}
    assert [(name, one["state"]) for name, one in found.items()] == [
        ("2026-1", "shipped"),
        ("2026-2", "shipped"),
        ("OWN-1", "issued"),
        ("OWN-2", "draft"),
    ]
    assert [name for name, one in found.items() if one["printed"]] == ["2026-2"]
    assert found["OWN-1"]["purposes"] == ["print", "social_media"]
    assert found["OWN-2"]["issued_on"] is None
    assert "OWN-1" in terminal("editions").out


def test_forms_are_printed_of_an_own_edition_but_not_of_a_draft(terminal: Terminal) -> None:
    terminal.child("Noah Lund")
    own_edition(terminal)
    out = terminal.folder / "forms.pdf"
    printing = ("print-forms", "--subject", "Noah Lund", "-o", out, "--edition")
    done = terminal.does(*printing, "OWN-1")
    assert [box["purpose"] for box in done["boxes"]] == ["print"] * 2 + ["social_media"] * 2
    assert terminal.refuses(2, *printing, "OWN-2") == "EDITION_NOT_ISSUED"
    assert terminal.refuses(2, *printing, "OWN-3") == "EDITION_UNKNOWN"
