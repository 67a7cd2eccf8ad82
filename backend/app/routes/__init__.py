"""The addresses the application answers."""
