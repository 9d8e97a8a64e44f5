"""What can be done when a conversation outgrows the context of its model, and how full that is."""
