"""The model switcher: the available models, filtered while typing, chosen by keyboard."""
