"""What can be had: reading the catalogue, finding in it, and looking at a model's header before it is here."""
