"""Settings of the governance API."""

from __future__ import annotations

from pydantic import Field, SecretStr

from streams.settings import ProcessSettings

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}


class ApiSettings(ProcessSettings):
    """What the API needs beyond what every process has.

    Attributes:
        api_host, api_port: where it listens. Only this machine reaches 127.0.0.1.
        database_url: `sqlite:///path` or `postgresql://...`; empty for `<data>/hypecut.db`. It may
            hold a password and is therefore never shown.
        run: names one run of the supervisor. When it differs from that of the last start, watches
            that were asked for once are over, and offsets of an embedded broker mean nothing more.
    """

    api_host: str = "127.0.0.1"
    api_port: int = Field(default=8700, ge=0, le=65_535)
    database_url: SecretStr = SecretStr("")
    run: str = ""

    @property
    def database(self) -> str:
        """The database's URL with the driver that this project uses."""
        given = self.database_url.get_secret_value()
        if not given:
            return f"sqlite+aiosqlite:///{self.data / 'hypecut.db'}"
        scheme, _, rest = given.partition("://")
        return f"{_DRIVERS.get(scheme, scheme)}://{rest}"
