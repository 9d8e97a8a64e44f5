"""The model switcher: which models there are, filtered as one types, chosen by keyboard."""
