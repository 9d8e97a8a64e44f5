"""Conversations: sending, context, attachments, history, export."""
