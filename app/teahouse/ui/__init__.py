"""Qt: the window, its rooms, and the one door between them and the services."""
