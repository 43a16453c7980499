"""Settings of the governance API."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr

from streams.settings import ProcessSettings

DAY_MS = 24 * 60 * 60_000

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
        hold_clip_ms: how long the recording around a highlight is kept once its clip is ready or
            failed, so that the clip can be made again.
        hold_highlight_ms: how long it is kept for a highlight whose clip has not come to an end: longer
            than any renderer is away.
        keep_timeline_ms: how long the minutes of a session's timeline are kept.
        secret: encrypts the keys that sign tokens; the same for every API process on one database.
            Empty: one that the data folder keeps.
        operator_token: with which the installation's own command speaks to the API. Empty: one that
            the data folder keeps.
        public_url: how people reach the API; in links of mails. Empty: its own address.
        sign_up: whether anybody may make an account.
        redis_url: where limits are counted for all API processes together; empty: each counts alone.
        calls_per_minute: how many calls a user, a key, or an address without either has in a minute; 0:
            no bound.
        webhook_networks: networks that webhooks may reach though they are not public, such as
            `10.1.0.0/16, fd00::/8`; empty: none.
        credits: `charged`: a minute that is watched costs a credit; `free`: minutes are counted, not charged.
        welcome_credits: what the workspace of a new account begins with.
        refund_unscored_ms: how long after it was charged a minute that no judge has told of is refunded:
            longer than judges lag. 0: never.
        products: file of what is sold; empty: the one that comes with hypecut.
        stripe_key: secret key of the Stripe account that sells credits. Empty: nothing is sold, and
            credits are granted by the operator.
        stripe_webhook_secret: with which Stripe signs its events; of the endpoint in its dashboard.
        stripe_url: where Stripe's API is, for a stand-in of it. Empty: at Stripe.
        stripe_tax: whether Stripe reckons taxes and adds them.
        grace_ms: how long a subscription whose payment is missing keeps what its plan allows.
        twitch_client_secret: of the application that is registered at Twitch.
        twitch_auth_url: where Twitch signs people in and gives tokens, for a stand-in of it.
        twitch_public_channels: `all`: any channel of Twitch may be watched for credits; `linked`: only by a
            workspace that has linked it, by the streamer or by one of their editors.
        run: names one run of the supervisor. When it differs from that of the last start, watches
            that were asked for once are over, and offsets of an embedded broker mean nothing more.
    """

    api_host: str = "127.0.0.1"
    api_port: int = Field(default=8700, ge=0, le=65_535)
    database_url: SecretStr = SecretStr("")
    hold_clip_ms: int = Field(default=DAY_MS, ge=0)
    hold_highlight_ms: int = Field(default=7 * DAY_MS, ge=0)
    keep_timeline_ms: int = Field(default=30 * DAY_MS, ge=0)
    secret: SecretStr = SecretStr("")
    operator_token: SecretStr = SecretStr("")
    public_url: str = ""
    sign_up: bool = True
    redis_url: SecretStr = SecretStr("")
    calls_per_minute: int = Field(default=1200, ge=0, le=10_000_000)
    webhook_networks: str = ""
    credits: Literal["charged", "free"] = "charged"
    refund_unscored_ms: int = Field(default=45 * 60_000, ge=0)
    welcome_credits: int = Field(default=60, ge=0, le=1_000_000)
    products: str = ""
    stripe_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    stripe_url: str = ""
    stripe_tax: bool = False
    grace_ms: int = Field(default=7 * DAY_MS, ge=0)
    twitch_client_secret: SecretStr = SecretStr("")
    twitch_auth_url: str = "https://id.twitch.tv"
    twitch_public_channels: Literal["all", "linked"] = "all"
    run: str = ""

    @property
    def charging(self) -> bool:
        """Whether minutes cost anything here."""
        return self.credits == "charged"

    @property
    def base_url(self) -> str:
        """Before the path of a link that people follow."""
        return (self.public_url or f"http://{self.api_host}:{self.api_port}").rstrip("/")

    @property
    def database(self) -> str:
        """The database's URL with the driver that this project uses."""
        given = self.database_url.get_secret_value()
        if not given:
            return f"sqlite+aiosqlite:///{self.data / 'hypecut.db'}"
        scheme, _, rest = given.partition("://")
        return f"{_DRIVERS.get(scheme, scheme)}://{rest}"
