"""Everything that turns values into words of the person's language."""
