"""The dependency rule and the other house rules that a machine can hold."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping

import pytest

from tests.source import ROOT, Module, modules, python_files

LEAVES = frozenset(
    {
        "access_refusals",
        "bugs",
        "errors",
        "i18n",
        "key_refusals",
        "login_refusals",
        "machine_policy",
        "outside_refusals",
        "paths",
        "cover_refusals",
        "edition_refusals",
        "export_refusals",
        "naming_refusals",
        "refusals",
        "erase_words",
        "seat_words",
        "settings",
        "tampering",
        "wording",
        "words",
    }
)

MAY_IMPORT: Mapping[str, frozenset[str]] = {
    "domain": frozenset(),
    "storage": LEAVES | {"domain"},
    "services": LEAVES | {"domain", "storage"},
    "cli": LEAVES | {"domain", "storage", "services"},
    "ui": LEAVES | {"domain", "storage", "services"},
    "__main__": LEAVES | {"cli", "services", "ui"},
    **{leaf: LEAVES | {"domain"} for leaf in LEAVES},
}
"""Downwards only; the package itself (`consentdesk.__version__`) is everybody's."""

ONLY_IN: Mapping[str, str] = {
    "PySide6": r"ui\..*",
    "shiboken6": r"ui\..*",
    "sqlalchemy": r"storage\..*",
    "alembic": r"storage\..*",
    "sqlcipher3": r"storage\..*",
    "psycopg": r"storage\..*",
    "reportlab": r"services\.paper.*",
    "pypdfium2": r"services\.paper.*|services\.pictures\.pdf",
    "PIL": r"services\.pictures\..*",
    "pi_heif": r"services\.pictures\..*",
    "python_calamine": r"services\.class_list\.workbook",
    "numpy": r"services\.pictures\..*|services\.scanning\..*|storage\.(near|likeness)",
    "zxingcpp": r"services\.pictures\.codes",
    "dlib": r"services\.pictures\.faces",
    "click": r"cli\..*",
    "cryptography": r"services\.(check_pack\.envelope|cached|last_known\.keeping|signing|veiling)",
    "keyring": r"services\.keyrings",
    "platformdirs": r"paths",
    "babel": r"nowhere",
    "hatchling": r"nowhere",
}
"""Whose business each library is, as patterns of module names."""

NO_NETWORK = frozenset(
    [
        "socket",
        "ssl",
        "http",
        "urllib.request",
        "urllib3",
        "requests",
        "httpx",
        "ftplib",
        "smtplib",
        "imaplib",
        "poplib",
        "telnetlib",
        "xmlrpc",
        "socketserver",
        "asyncio",
        "PySide6.QtNetwork.QNetworkAccessManager",
        "PySide6.QtNetwork.QTcpSocket",
        "PySide6.QtNetwork.QUdpSocket",
        "PySide6.QtNetwork.QSslSocket",
        "PySide6.QtNetwork.QTcpServer",
    ]
)

THREADS = frozenset(
    [
        "threading",
        "concurrent.futures",
        "_thread",
        "PySide6.QtCore.QThread",
        "PySide6.QtCore.QThreadPool",
        "PySide6.QtCore.QRunnable",
        "PySide6.QtConcurrent",
        "multiprocessing",
        "asyncio",
    ]
)

MAY_CATCH_ALL = frozenset(
    {"cli.running", "services.keyrings", "services.pictures.child", "ui.tasks", "__main__", "bugs"}
)
"""The edges: a child process, other systems' keyrings, the task helper, and the two roots."""

HEAVY = frozenset(
    [
        "PySide6",
        "sqlalchemy",
        "alembic",
        "reportlab",
        "PIL",
        "pi_heif",
        "numpy",
        "zxingcpp",
        "dlib",
        "sqlcipher3",
        "psycopg",
        "pypdfium2",
        "python_calamine",
        "cryptography",
        "keyring",
        "babel",
    ]
)


def _is(name: str, wanted: Iterable[str]) -> bool:
    return any(name == w or name.startswith(f"{w}.") for w in wanted)


def _where(module: Module, line: int, what: str) -> str:
    return f"{module.path.relative_to(ROOT)}:{line} {what}"


def _lines(wrong: Iterable[str]) -> str:
    return "\n" + "\n".join(wrong)


def test_imports_only_go_downwards() -> None:
    wrong = []
    for module in modules():
        allowed = MAY_IMPORT.get(module.area, frozenset()) | {module.area}
        for found in module.imports():
            parts = found.name.split(".")
            if parts[0] != "consentdesk" or set(parts[1:2]) <= {"__version__", *allowed}:
                continue
            wrong.append(_where(module, found.line, found.name))
    assert not wrong, _lines(wrong)


def test_every_module_belongs_to_a_layer_or_is_a_leaf() -> None:
    assert {m.area for m in modules() if m.name} <= set(MAY_IMPORT)


def test_the_domain_needs_the_standard_library_alone() -> None:
    wrong = [
        _where(module, found.line, found.name)
        for module in modules()
        if module.area == "domain"
        for found in module.imports()
        if found.name.split(".")[0] not in {*sys.stdlib_module_names, "consentdesk"}
    ]
    assert not wrong, _lines(wrong)


def test_each_library_is_one_layers_business() -> None:
    wrong = [
        _where(module, found.line, found.name)
        for module in modules()
        for found in module.imports()
        for library, where in ONLY_IN.items()
        if _is(found.name, [library]) and not re.fullmatch(where, module.name)
    ]
    assert not wrong, _lines(wrong)


def test_every_library_used_is_a_dependency_with_an_owner() -> None:
    known = {*sys.stdlib_module_names, "consentdesk", *ONLY_IN}
    wrong = [
        _where(module, found.line, found.name)
        for module in modules()
        for found in module.imports()
        if found.name.split(".")[0] not in known
    ]
    assert not wrong, _lines(wrong)


def test_nothing_is_sent_anywhere() -> None:
    wrong = [
        _where(module, found.line, found.name)
        for module in modules()
        for found in module.imports()
        if _is(found.name, NO_NETWORK)
    ]
    assert not wrong, _lines(wrong)


def test_windows_have_threads_in_one_place_only() -> None:
    wrong = [
        _where(module, found.line, found.name)
        for module in modules()
        if module.area == "ui" and module.name != "ui.tasks"
        for found in module.imports()
        if _is(found.name, THREADS)
    ]
    assert not wrong, _lines(wrong)


def _receiver(call: ast.Call) -> str:
    """The last name before the method: `self._register.write()` gives `_register`."""
    assert isinstance(call.func, ast.Attribute)
    match call.func.value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def test_only_services_write_to_a_register() -> None:
    wrong = []
    for module in modules():
        if module.area == "services":
            continue
        opened = {id(item.context_expr) for w in module.walk(ast.With) for item in w.items}
        for call in module.walk(ast.Call):
            if not (isinstance(call.func, ast.Attribute) and call.func.attr == "write"):
                continue
            if id(call) in opened or "register" in _receiver(call).lower():
                wrong.append(module.at(call))
    assert not wrong, _lines(wrong)


_ACCESS = "services.access_pack.showing"


def test_only_two_doors_make_clean_copies() -> None:
    """A picture leaves by the export gate or in a person's own access pack, and no other way."""
    copying = "services.copying_out"
    doors = {"make_copies": "services.exporting", "make_access_copies": _ACCESS}
    steps = {
        "clean_copy": ("services.pictures.clean", copying),
        **{made_by: (copying, door) for made_by, door in doors.items()},
    }
    for made_by, (home, caller) in steps.items():
        beside = set(doors.values()) if home == copying else {caller}
        wrong = [
            _where(module, found.line, found.name)
            for module in modules()
            if module.name not in {home, caller}
            for found in module.imports()
            if found.name.endswith(f".{made_by}")
            or (home in found.name and module.name not in beside)
        ]
        callers = {
            module.name
            for module in modules()
            for call in module.walk(ast.Call)
            if isinstance(call.func, ast.Name | ast.Attribute)
            and (call.func.id if isinstance(call.func, ast.Name) else call.func.attr) == made_by
        }
        assert not wrong, _lines(wrong)
        assert callers == {caller}


def test_only_windows_look_at_verdicts_that_were_kept() -> None:
    """The check, the gate and the command line judge from the register itself, each time."""
    wrong = [
        _where(module, found.line, found.name)
        for module in modules()
        if not module.name.startswith("ui.") and module.name != "services.judging_many"
        for found in module.imports()
        if "judging_many" in found.name
    ]
    asking = [
        module.at(found)
        for module in modules()
        if module.name.startswith(("ui.check", "ui.export", "ui.finding"))
        for found in module.walk(ast.Attribute)
        if found.attr == "judged"
    ]
    assert not wrong, _lines(wrong)
    assert not asking, _lines(asking)


def test_no_file_is_longer_than_600_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if (lines := len(path.read_text("utf-8").splitlines())) > 600
    }
    assert not long


_READ_ONLY = re.compile(r"\b(Mapping|Sequence|Collection|Set|AbstractSet|Final|tuple|frozenset)\b")
_MUTABLE_CALLS = frozenset(
    [
        "list",
        "dict",
        "set",
        "bytearray",
        "deque",
        "defaultdict",
        "Counter",
        "OrderedDict",
        "WeakKeyDictionary",
        "WeakValueDictionary",
        "Lock",
        "RLock",
        "Event",
        "Queue",
        "SimpleQueue",
        "local",
    ]
)


def _mutable(value: ast.expr | None) -> bool:
    match value:
        case ast.List() | ast.Dict() | ast.Set() | ast.ListComp() | ast.DictComp() | ast.SetComp():
            return True
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name in _MUTABLE_CALLS
        case _:
            return False


def test_no_module_keeps_state() -> None:
    """What a module holds is annotated as something that can't be changed, so that mypy knows."""
    wrong = [m.at(node) for m in modules() for node in m.walk(ast.Global)]
    for module in modules():
        for node in module.tree.body:
            if isinstance(node, ast.AnnAssign):
                kept = _mutable(node.value) and not _READ_ONLY.search(ast.unparse(node.annotation))
            elif isinstance(node, ast.Assign):
                names = {t.id for t in node.targets if isinstance(t, ast.Name)}
                kept = _mutable(node.value) and names != {"__all__"}
            else:
                continue
            if kept:
                wrong.append(module.at(node))
    assert not wrong, _lines(wrong)


def _catches_all(kind: ast.expr | None) -> bool:
    match kind:
        case None:
            return True
        case ast.Name(id=name):
            return name in {"Exception", "BaseException"}
        case ast.Tuple(elts=kinds):
            return any(_catches_all(one) for one in kinds)
        case _:
            return False


def _cleans_up_only(handler: ast.ExceptHandler) -> bool:
    """Whether the error goes on as it came: the last statement is a bare `raise`."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_bugs_are_only_caught_at_the_edges() -> None:
    wrong = [
        module.at(handler)
        for module in modules()
        if module.name not in MAY_CATCH_ALL
        for handler in module.walk(ast.ExceptHandler)
        if _catches_all(handler.type) and not _cleans_up_only(handler)
    ]
    wrong += [
        module.at(call)
        for module in modules()
        if module.name not in MAY_CATCH_ALL
        for call in module.walk(ast.Call)
        if ast.unparse(call.func).endswith("suppress") and any(map(_catches_all, call.args))
    ]
    assert not wrong, _lines(wrong)


def test_time_comes_in_as_an_argument() -> None:
    wrong = [
        module.at(call)
        for module in modules()
        if module.area in {"domain", "storage", "services"}
        for call in module.walk(ast.Call)
        if re.search(r"\b(datetime\.now|datetime\.utcnow|date\.today)$", ast.unparse(call.func))
    ]
    assert not wrong, _lines(wrong)


_QT_OVERRIDE = re.compile(r"[a-z]+[A-Z]\w*")


def _undocumented(module: Module) -> Iterable[str]:
    if not ast.get_docstring(module.tree):
        yield module.at(module.tree)
    places: list[ast.Module | ast.ClassDef] = [module.tree, *module.walk(ast.ClassDef)]
    for place in places:
        for node in place.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            overloaded = {ast.unparse(d) for d in node.decorator_list} & {"overload", "override"}
            named = isinstance(place, ast.ClassDef) and place.name.startswith("_")
            free = node.name.startswith("_") or _QT_OVERRIDE.fullmatch(node.name) or named
            if not (free or overloaded or ast.get_docstring(node)):
                yield f"{module.at(node)} {node.name}"


def test_everything_public_says_what_it_does() -> None:
    wrong = [place for module in modules() for place in _undocumented(module)]
    assert not wrong, _lines(wrong)


def test_no_check_is_switched_off_and_nothing_is_left_for_later() -> None:
    # Put together here, so that this file doesn't find itself.
    words = ["no" + "qa", "type: " + "ignore", "TO" + "DO", "FIX" + "ME", "XX" + "X"]
    words += ["pragma: no " + "cover", "unittest" + ".mock"]
    words += ["mark." + "skip", "mark." + "xfail"]
    any_of_them = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words))
    wrong = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in python_files()
        for found in any_of_them.finditer(path.read_text("utf-8"))
    ]
    assert not wrong, _lines(wrong)


def test_lint_and_types_know_no_exceptions() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    assert config["mypy"]["strict"] is True
    assert "overrides" not in config["mypy"]
    assert "per-file-ignores" not in config["ruff"]["lint"]
    assert config["pytest"]["ini_options"]["filterwarnings"] == ["error"]


def _imported_by(statement: str) -> set[str]:
    """The libraries a fresh interpreter has loaded after that statement."""
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys\nprint(*sys.modules, file=sys.stderr)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name.split(".")[0] for name in done.stderr.split()}


@pytest.mark.parametrize(
    "statement",
    [
        "import consentdesk.__main__",
        "import consentdesk.cli",
        "from consentdesk.cli import main; main(['--version'])",
        "from consentdesk.cli import main; main(['--help'])",
    ],
)
def test_the_command_line_starts_without_anything_heavy(statement: str) -> None:
    assert not _imported_by(statement) & HEAVY


def test_the_window_starts_without_what_it_does_not_show_at_once() -> None:
    loaded = _imported_by("import consentdesk.ui.app")
    assert not loaded & (HEAVY - {"PySide6"})
