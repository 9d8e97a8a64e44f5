"""The parameters panel: the system prompt and every option of a conversation's requests."""
