"""All tables of the API, gathered so that migrations and tests see every one."""

from __future__ import annotations

from api.access.models import AccessRuleRow
from api.accounts.models import IdentityRow, RefreshTokenRow, SigningKeyRow, UserRow
from api.assets.models import AssetRow
from api.audit.models import AuditRow, RevisionRow
from api.base import Base
from api.billing.models import CustomerRow, PurchaseRow, StripeEventRow, SubscriptionRow, TopUpRow
from api.bot.models import BotAnswerRow, BotCommandRow, BotRequestRow, BotSettingsRow
from api.broadcasts.models import StreamEventRow
from api.channels.models import ChannelRow
from api.clips.models import ClipRow
from api.clips.tags import ClipTagRow
from api.credits.models import (
    CreditAccountRow,
    CreditHoldRow,
    CreditLotRow,
    CreditMinuteRow,
    CreditTransferRow,
)
from api.custom_fields.models import CustomFieldRow
from api.events.models import EventRow
from api.feeds.models import FeedItemRow, FeedRow
from api.highlights.models import HighlightRow
from api.idempotency.models import IdempotencyKeyRow
from api.keys.models import ApiKeyRow
from api.memories.models import MemoryRow
from api.renders.models import RenderRow
from api.rules.models import RuleRow, RuleRunRow, RuleVersionRow
from api.sessions.models import GapRow, SessionRow
from api.starts.models import SettingRow
from api.templates.models import TemplateRow
from api.timelines.models import SignalsMinuteRow
from api.twitch.models import TwitchFlowRow, TwitchLinkRow, TwitchOptOutRow, TwitchRevocationRow
from api.watches.models import WatchRow
from api.webhooks.models import DeliveryRow, WebhookRow
from api.wishes.models import WishRow
from api.workers.models import WorkerRow
from api.workspaces.models import MembershipRow, WorkspaceRow

__all__ = [
    "AccessRuleRow",
    "ApiKeyRow",
    "AssetRow",
    "AuditRow",
    "Base",
    "BotAnswerRow",
    "BotCommandRow",
    "BotRequestRow",
    "BotSettingsRow",
    "ChannelRow",
    "ClipRow",
    "ClipTagRow",
    "CreditAccountRow",
    "CreditHoldRow",
    "CreditLotRow",
    "CreditMinuteRow",
    "CreditTransferRow",
    "CustomFieldRow",
    "CustomerRow",
    "DeliveryRow",
    "EventRow",
    "FeedItemRow",
    "FeedRow",
    "GapRow",
    "HighlightRow",
    "IdempotencyKeyRow",
    "IdentityRow",
    "MembershipRow",
    "MemoryRow",
    "PurchaseRow",
    "RefreshTokenRow",
    "RenderRow",
    "RevisionRow",
    "RuleRow",
    "RuleRunRow",
    "RuleVersionRow",
    "SessionRow",
    "SettingRow",
    "SignalsMinuteRow",
    "SigningKeyRow",
    "StreamEventRow",
    "StripeEventRow",
    "SubscriptionRow",
    "TemplateRow",
    "TopUpRow",
    "TwitchFlowRow",
    "TwitchLinkRow",
    "TwitchOptOutRow",
    "TwitchRevocationRow",
    "UserRow",
    "WatchRow",
    "WebhookRow",
    "WishRow",
    "WorkerRow",
    "WorkspaceRow",
]
