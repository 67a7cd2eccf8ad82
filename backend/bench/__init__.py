"""How fast the application answers, next to a bare one, and how much memory open streams take."""
