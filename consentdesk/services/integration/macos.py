"""macOS: a Quick Action in the menu on pictures and folders.

Files dropped on the icon come as an event, which the windows hear; see packaging/macos.
"""

import plistlib
import shlex
from collections.abc import Mapping
from pathlib import Path

from consentdesk.services.integration.pieces import Piece, Program, check_words


def pieces(home: Path, environ: Mapping[str, str], program: Program) -> tuple[Piece, ...]:
    """Every file, below ~/Library/Services."""
    del environ
    services = home / "Library" / "Services"
    mine, *others = check_words().values()
    made = {"Info.plist": _info(mine), "document.wflow": _workflow(program)}
    return (
        *(
            Piece(services / f"{mine}.workflow" / "Contents" / name, plistlib.dumps(said))
            for name, said in made.items()
        ),
        *(
            Piece(services / f"{name}.workflow" / "Contents" / part, None)
            for name in others
            if name != mine
            for part in made
        ),
    )


def _info(name: str) -> dict[str, object]:
    return {
        "NSServices": [
            {
                "NSMenuItem": {"default": name},
                "NSMessage": "runWorkflowAsService",
                "NSRequiredContext": {"NSApplicationIdentifier": "com.apple.finder"},
                "NSSendFileTypes": ["public.image", "public.folder"],
            }
        ]
    }


def _workflow(program: Program) -> dict[str, object]:
    """One action: run the program with what is chosen as its arguments."""
    action = {
        "ActionBundlePath": "/System/Library/Automator/Run Shell Script.action",
        "ActionName": "Run Shell Script",
        "ActionParameters": {
            "CheckedForUserDefaultShell": True,
            # The service ends at once; the window stays.
            "COMMAND_STRING": f'{shlex.join(program.words)} -- "$@" >/dev/null 2>&1 &',
            "inputMethod": 1,
            "shell": "/bin/sh",
            "source": "",
        },
        "AMAccepts": {"Container": "List", "Optional": True, "Types": ["com.apple.cocoa.path"]},
        "AMActionVersion": "2.0.3",
        "AMProvides": {"Container": "List", "Types": ["com.apple.cocoa.path"]},
        "BundleIdentifier": "com.apple.RunShellScript",
        "Class Name": "RunShellScriptAction",
        "CFBundleVersion": "2.0.3",
    }
    return {
        "AMApplicationVersion": "2.10",
        "AMDocumentVersion": "2",
        "actions": [{"action": action, "isViewVisible": 1}],
        "connectors": {},
        "workflowMetaData": {
            "serviceInputTypeIdentifier": "com.apple.Automator.fileSystemObject",
            "serviceOutputTypeIdentifier": "com.apple.Automator.nothing",
            "serviceProcessesInput": 0,
            "workflowTypeIdentifier": "com.apple.Automator.servicesMenu",
        },
    }
