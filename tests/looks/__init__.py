"""`make looks`: the window on every screen, in every language, size of text and theme; what is wrong, and pictures."""
