"""Conversations: sending and stopping, what is sent, attachments, the list and its history, export."""
