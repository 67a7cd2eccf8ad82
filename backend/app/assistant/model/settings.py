"""Which model to ask, where, and how."""

from dataclasses import dataclass
from typing import Literal

from app.settings import Settings


@dataclass(frozen=True)
class ProviderSettings:
    """What the SDK's client is made from; without a model's name the SDK's own choice is asked."""

    api_key: str | None
    base_url: str | None
    model: str | None
    api: Literal["chat", "responses"]


def provider_settings(settings: Settings) -> ProviderSettings:
    """What the environment says about the model's provider."""
    return ProviderSettings(
        settings.openai_api_key.get_secret_value() if settings.openai_api_key else None,
        str(settings.openai_base_url).rstrip("/") if settings.openai_base_url else None,
        settings.openai_model,
        settings.openai_api,
    )
