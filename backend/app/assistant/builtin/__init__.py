"""The assistant that needs no AI model: fixed rules from sentence to tool call."""
