"""Everything that looks into picture files."""
