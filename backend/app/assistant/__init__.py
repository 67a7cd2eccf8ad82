"""Who answers a chat message."""
