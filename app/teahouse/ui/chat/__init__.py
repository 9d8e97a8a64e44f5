"""The chat page: header, transcript, composer, and what joins them."""
