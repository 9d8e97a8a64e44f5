"""Attachments of a message before it is sent: reading and showing them. Shared by Chat and Compare."""
