"""The chat room: header, transcript, composer, and what joins them."""
