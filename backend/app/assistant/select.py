"""Which assistant serves."""

import structlog

from app.assistant.base import Assistant
from app.assistant.builtin.assistant import BuiltinAssistant
from app.settings import Settings

log = structlog.get_logger(__name__)


def select_assistant(settings: Settings) -> Assistant:
    """The assistant for these settings; this version has the built-in one only, and says so when a key is given."""
    if settings.openai_api_key:
        log.warning("openai_api_key_unused", reason="this version answers with its built-in rules assistant")
    return BuiltinAssistant()
