"""What building the package takes besides copying it: compiled translations, and our data files.

Called by hatchling for a wheel and for an editable installation alike.
"""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface[Any]):
    """Runs before hatchling collects files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile what is stale, and lay forms and resources into a wheel.

        An editable installation reads them from the checkout and must not have copies.
        """
        root = Path(self.root)
        runpy.run_path(str(root / "packaging" / "catalogues.py"))["compile_stale"](root)
        if version != "editable":
            for folder in ("forms", "resources"):
                build_data["force_include"][str(root / folder)] = f"consentdesk/_data/{folder}"
