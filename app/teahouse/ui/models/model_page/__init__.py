"""The page of one installed model: its structure, the texts in its file, its lineage, and what was measured here."""
