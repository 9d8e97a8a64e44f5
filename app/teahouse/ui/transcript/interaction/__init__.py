"""Mouse, keyboard, selection, find, menus, and what the actions of a message do."""
