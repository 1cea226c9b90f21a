"""Compiles the translations whenever the package is built or installed, editable or not."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface[Any]):
    """Called by hatchling before it collects files."""

    def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
        """Compile what is stale; `.mo` files are not in git."""
        root = Path(self.root)
        runpy.run_path(str(root / "packaging" / "catalogues.py"))["compile_stale"](root)
