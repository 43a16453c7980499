"""What may be watched, and for whom.

In: a source and a chat that somebody names, and who that is. Out: nothing, or the refusal of what only
an operator may name: a file of the monitors' machine, and what only that machine can reach. The monitors
look again at every address that they connect to; they must know who asked, and that is told from the
history, which nobody can change.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.access.caller import LOCAL_OPERATOR, Caller, CallerKind
from api.accounts.models import UserRow
from api.audit.models import RevisionRow
from api.problems import FieldError, Invalid
from api.watches.models import WatchRow
from streams.addresses import VOD, AddressRefused, Network, check_given

NETWORKS = "source_networks"
"""Where a transaction's `info` holds the networks that the operator allows."""


class SourceRefused(Invalid):
    """Only an operator may name this source or chat."""

    slug = "source-refused"
    title = "This cannot be watched for you"


def check_source(session: AsyncSession, caller: Caller, source: str, field: str = "source") -> None:
    """Refuse a source that the caller may not have the monitors open; `field` says where it came from.

    Raises:
        SourceRefused
    """
    if caller.operator or source.startswith("twitch:"):
        return
    source = source.removeprefix(VOD)
    if not source.startswith(("http://", "https://")):
        raise _refused(
            field,
            "a file of the monitors' machine can be named by operators alone",
            "send twitch:NAME or an http(s) URL, or ask an operator to watch the file",
        )
    allowed: Sequence[Network] = session.info.get(NETWORKS, ())
    try:
        check_given(source, allowed)
    except AddressRefused as error:
        raise _refused(
            field,
            str(error),
            "send a URL without credentials whose host is on the public internet; operators allow other "
            "networks with HYPECUT_SOURCE_NETWORKS",
        ) from error


def check_chat(caller: Caller, chat: str, field: str = "chat") -> None:
    """Refuse a chat that the caller may not have the monitors open.

    Raises:
        SourceRefused
    """
    if caller.operator or chat == "none" or chat.startswith("twitch:"):
        return
    raise _refused(
        field,
        "a file of the monitors' machine can be named by operators alone",
        "send twitch:NAME or none, or ask an operator to watch it with the recorded chat",
    )


def _refused(field: str, message: str, remedy: str) -> SourceRefused:
    return SourceRefused(f"{field}: {message}", remedy, [FieldError(field=field, message=message)])


async def trusted(session: AsyncSession, watch_ids: Sequence[str]) -> frozenset[str]:
    """Those of the watches that were asked for by somebody who is an operator still."""
    by_command = and_(
        RevisionRow.caller_kind == CallerKind.KEY.value, RevisionRow.caller_id == LOCAL_OPERATOR
    )
    by_operator = and_(
        RevisionRow.caller_kind == CallerKind.USER.value,
        UserRow.operator.is_(True),
        UserRow.disabled_at_ms.is_(None),
        UserRow.deleted_at_ms.is_(None),
    )
    query = (
        select(RevisionRow.row_id)
        .outerjoin(UserRow, UserRow.user_id == RevisionRow.caller_id)
        .where(
            RevisionRow.table_name == WatchRow.__tablename__,
            RevisionRow.row_id.in_(watch_ids),
            RevisionRow.operation == "create",
            or_(by_command, by_operator),
        )
    )
    return frozenset(await session.scalars(query))
