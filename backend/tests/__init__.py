"""The backend's tests."""
