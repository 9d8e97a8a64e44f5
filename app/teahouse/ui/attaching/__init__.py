"""Files that go with a message: bringing them in, showing them before they are sent. Shared by Chat and Compare."""
