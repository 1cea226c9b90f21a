"""Everything that looks into picture files: recognising, clean copies, names others wrote there."""
