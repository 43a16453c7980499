"""What can be told of: one word for the noun, one for what became of it."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of events. A name that is out is never given another meaning."""

    HIGHLIGHT_OPENED = "highlight.opened"
    HIGHLIGHT_GROWN = "highlight.grown"
    HIGHLIGHT_FINAL = "highlight.final"
    HIGHLIGHT_DROPPED = "highlight.dropped"
    HIGHLIGHT_REVIEWED = "highlight.reviewed"
    CLIP_RENDERING = "clip.rendering"
    CLIP_READY = "clip.ready"
    CLIP_FAILED = "clip.failed"
    CLIP_REVIEWED = "clip.reviewed"
    CLIP_PUBLISHED = "clip.published"
    CLIP_UNPUBLISHED = "clip.unpublished"
    CLIP_TAKEN_DOWN = "clip.taken_down"
    CLIP_RESTORED = "clip.restored"
    SESSION_STARTED = "session.started"
    SESSION_ENDED = "session.ended"
    GAP_REPORTED = "gap.reported"
    STREAM_ONLINE = "stream.online"
    STREAM_OFFLINE = "stream.offline"
    STREAM_CHANGED = "stream.changed"
    WISH_MADE = "wish.made"
    BALANCE_LOW = "balance.low"
    BALANCE_EMPTY = "balance.empty"
    PURCHASE_MADE = "purchase.made"
    PURCHASE_REFUNDED = "purchase.refunded"
    PAYMENT_FAILED = "payment.failed"
    SUBSCRIPTION_CHANGED = "subscription.changed"
    TOP_UP_PAID = "top_up.paid"
    TOP_UP_FAILED = "top_up.failed"
    TOP_UP_DISABLED = "top_up.disabled"
    TWITCH_LINKED = "twitch.linked"
    TWITCH_UNLINKED = "twitch.unlinked"
    TWITCH_REVOKED = "twitch.revoked"
    TWITCH_STOPPED = "twitch.stopped"
