"""The Todo chatbot's backend: tasks, conversations and a built-in assistant over HTTP."""

__version__ = "1.0.0"
