"""The windows; the only importer of PySide6. They contain no `if` about consent."""
