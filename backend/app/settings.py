"""Settings from environment variables, and the sentences that say what is wrong with them."""

import sys
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, HttpUrl, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL

from app.database_url import is_sqlite, parse_database_url

SECRET_BYTES = 32
PER_MINUTE = "a number of requests a minute from 1 to 100000"


def _key(value: object) -> object:
    """The key without the line end that files add, which an HTTP client would take for a broken connection."""
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if not isinstance(text, str):
        return value
    key = text.strip()
    if not key.isascii() or len(key.split()) > 1:
        raise ValueError("not a key")
    return SecretStr(key) if key else None


PerMinute = Annotated[int, Field(ge=1, le=100_000)]
Lowercase = BeforeValidator(lambda value: value.strip().lower() if isinstance(value, str) else value)


class DatabaseSettings(BaseSettings):
    """What a migration needs to know; every name is an environment variable in upper case."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: SecretStr = Field(description="the database, as postgresql://user@host:5432/name")
    migration_database_url: SecretStr | None = Field(None, description="the same database past its connection pooler")
    pgpassword: SecretStr | None = Field(None, description="the database's password")
    environment: Annotated[Literal["dev", "staging", "production"], Lowercase] = Field(
        "dev", description="one of dev, staging, production"
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Lowercase] = Field(
        "info", description="one of debug, info, warning, error"
    )
    kubernetes_service_host: str | None = Field(None, description="set by Kubernetes in every pod")

    @property
    def url(self) -> URL:
        """The application's database, with driver and password."""
        return parse_database_url(self.database_url.get_secret_value(), self._password)

    @property
    def migration_url(self) -> URL:
        """Where migrations run: MIGRATION_DATABASE_URL when given, else the application's database."""
        text = self.migration_database_url or self.database_url
        return parse_database_url(text.get_secret_value(), self._password)

    @property
    def _password(self) -> str | None:
        return self.pgpassword.get_secret_value().strip("\r\n") if self.pgpassword else None

    @model_validator(mode="after")
    def _database_is_usable(self) -> Self:
        for name, url in (("DATABASE_URL", "url"), ("MIGRATION_DATABASE_URL", "migration_url")):
            try:
                sqlite = is_sqlite(getattr(self, url))
            except ValueError as reason:
                raise ValueError(f"{name} {reason}.") from None
            if sqlite and (self.kubernetes_service_host or self.environment == "production"):
                raise ValueError(
                    f"{name} names a SQLite file, which is lost with its pod: give a PostgreSQL URL in Kubernetes "
                    "and in production."
                )
        return self


class Settings(DatabaseSettings):
    """What the server needs to know; every name is an environment variable in upper case."""

    auth_secret: SecretStr = Field(description=f"at least {SECRET_BYTES} characters, from: openssl rand -hex 32")
    auth_jwks_url: HttpUrl | None = Field(None, description="the http(s) URL of an identity provider's keys")
    auth_issuer: str | None = Field(None, description="the identity provider's iss claim")
    auth_audience: str | None = Field(None, description="the aud claim of the identity provider's tokens")
    cookie_secure: Annotated[Literal["auto", "true", "false"], Lowercase] = Field(
        "auto", description="one of auto, true, false"
    )
    readiness_db: Annotated[Literal["cached", "off"], Lowercase] = Field("cached", description="one of cached, off")
    assistant: Annotated[Literal["auto", "builtin", "openai"], Lowercase] = Field(
        "auto", description="one of auto, builtin, openai"
    )
    openai_api_key: Annotated[SecretStr | None, BeforeValidator(_key)] = Field(
        None, description="a provider's key in ASCII, without spaces"
    )
    openai_base_url: HttpUrl | None = Field(None, description="the http(s) URL of a compatible provider, with its /v1")
    openai_model: str | None = Field(None, description="a model's name")
    openai_api: Annotated[Literal["chat", "responses"], Lowercase] = Field("chat", description="one of chat, responses")
    limit_chat: PerMinute = Field(20, description=PER_MINUTE)
    limit_tasks: PerMinute = Field(120, description=PER_MINUTE)
    limit_login: PerMinute = Field(5, description=PER_MINUTE)
    limit_sign_ins: PerMinute = Field(120, description=PER_MINUTE)

    @property
    def signing_key(self) -> str:
        """The secret that signs session tokens, without the line end that files add."""
        return self.auth_secret.get_secret_value().strip()

    @model_validator(mode="after")
    def _secret_is_long_enough(self) -> Self:
        if len(self.signing_key) < SECRET_BYTES:
            raise ValueError(
                f"AUTH_SECRET must have at least {SECRET_BYTES} characters: openssl rand -hex 32 makes one."
            )
        return self

    @model_validator(mode="after")
    def _identity_provider_is_whole(self) -> Self:
        if self.auth_jwks_url and not (self.auth_issuer and self.auth_audience):
            raise ValueError("AUTH_JWKS_URL needs AUTH_ISSUER and AUTH_AUDIENCE: a key alone does not say whose token.")
        return self


Kind = TypeVar("Kind", bound=DatabaseSettings)


def load_or_exit(kind: type[Kind]) -> Kind:
    """The settings of this process; on a mistake one sentence each on stderr, without values, and exit code 1."""
    try:
        return kind()
    except ValidationError as error:
        for detail in error.errors(include_input=False, include_url=False):
            sys.stderr.write(f"{_sentence(kind, detail)}\n")
    raise SystemExit(1)


def _sentence(kind: type[DatabaseSettings], detail: ErrorDetails) -> str:
    if not detail["loc"]:
        return str(detail.get("ctx", {}).get("error", detail["msg"]))
    field = str(detail["loc"][0])
    wanted = kind.model_fields[field].description
    if detail["type"] == "missing":
        return f"{field.upper()} is not set: give {wanted}."
    return f"{field.upper()} must be {wanted}."
