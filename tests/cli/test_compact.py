"""`compact`: what was erased is cleared once nobody reads any more."""

from tests.cli.terminal import Terminal
from tests.cli.test_upkeep import opened


def test_a_register_is_compacted_when_nobody_reads(terminal: Terminal) -> None:
    terminal.child("Noah Lund")
    terminal.does("erase", "Noah Lund", "--confirm", "Noah Lund")
    with opened(terminal.register) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM subject").fetchone()
        ran = terminal("compact")
        assert ran.status == 4
        assert "somebody is reading" in ran.out
    assert terminal.does("compact") == {"schema": 1, "compacted": True}
    assert terminal.does("verify")["ok"]
