"""Version 11: where each message is on its path, so that a long conversation can be read from its end.

`depth` is how many messages are above a message, `above` about how many tokens those have. `leaf` is the id of the last
message of a conversation's chosen path: '' where it has no message, NULL where it has to be looked up again.
"""

from __future__ import annotations

import sqlite3

# Tokens as `core.window.tokens_of` estimates them: four letters a token, of wide scripts (three bytes in UTF-8) one and
# a half, and six for each message.
_WIDE = "(length(CAST(messages.text AS BLOB)) - length(messages.text)) / 2.0"
_FILL = f"""
    WITH RECURSIVE down (number, id, conversation, depth, above, below) AS (
        SELECT number, id, conversation, 0, 0,
            CAST((length(messages.text) - {_WIDE}) / 4 + {_WIDE} / 1.5 + 6.5 AS INTEGER)
        FROM messages WHERE parent IS NULL
        UNION ALL
        SELECT messages.number, messages.id, messages.conversation, down.depth + 1, down.below,
            down.below + CAST((length(messages.text) - {_WIDE}) / 4 + {_WIDE} / 1.5 + 6.5 AS INTEGER)
        FROM down JOIN messages ON messages.conversation = down.conversation AND messages.parent = down.id
    )
    UPDATE messages SET depth = down.depth, above = down.above FROM down WHERE messages.number = down.number
"""


def create_path_positions(connection: sqlite3.Connection) -> None:
    """Add the columns of version 11 and fill them for the messages that are there."""
    connection.execute("ALTER TABLE messages ADD COLUMN depth INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE messages ADD COLUMN above INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE conversations ADD COLUMN leaf TEXT")
    fill_positions(connection)


def fill_positions(connection: sqlite3.Connection) -> None:
    """Work out `depth` and `above` of every message."""
    connection.execute(_FILL)
