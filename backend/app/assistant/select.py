"""Which assistant serves."""

from app.assistant.auto import AutoAssistant
from app.assistant.base import Assistant
from app.assistant.builtin.assistant import BuiltinAssistant
from app.assistant.model.assistant import ModelAssistant
from app.assistant.model.settings import provider_settings
from app.settings import Settings


def select_assistant(settings: Settings) -> Assistant:
    """The assistant of ASSISTANT; `auto` means the AI model when there is a key, with the rules to fall back on."""
    model = ModelAssistant(provider_settings(settings))
    match settings.assistant:
        case "openai":
            return model
        case "auto" if settings.openai_api_key:
            return AutoAssistant(model, BuiltinAssistant())
        case _:
            return BuiltinAssistant()
