"""The sidebar: new chat, search, conversations by day, and the host with its memory."""
