"""The token probabilities of replies in the chat: the switch, and the dialog of one token."""
