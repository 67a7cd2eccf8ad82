"""What the application does with its rows; the only code that queries them."""
