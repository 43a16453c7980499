"""Refuses what no bot can be told: in, settings and commands as people write them; out, rows as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from api.access import service as access
from api.access.rules import Operation
from api.bot import commands
from api.bot.models import BotCommandRow, BotSettingsRow
from api.bot.shapes import BotCommandRequest, BotSettingsRequest
from api.bot.texts import Action, allowed
from api.bot.wording import strangers
from api.channels import service as channels
from api.nouns import Making, Values
from api.problems import Conflict, FieldError, Invalid

REMEDY = "GET /v1/bot/commands/built-in/all shows the texts and what may stand in each"


class CommandTaken(Conflict):
    """The channel has a command of this name, or this built-in one already."""

    slug = "command-taken"
    title = "The channel has this command"


class TooManyCommands(Conflict):
    """The channel has as many commands as it may."""

    slug = "too-many-commands"
    title = "There are too many commands"


class SettingsTaken(Conflict):
    """The channel has settings of its bot."""

    slug = "bot-settings-taken"
    title = "The channel has settings of its bot"


def _refused(field: str, message: str, remedy: str) -> Invalid:
    return Invalid(f"{field}: {message}", remedy, [FieldError(field=field, message=message)])


def check_texts(action: Action, texts: Mapping[str, str]) -> None:
    """Refuse texts that nothing says, and placeholders that stand for nothing. Raises Invalid."""
    known = allowed(action)
    for key, text in texts.items():
        if key not in known:
            there = ", ".join(sorted(known))
            raise _refused(
                f"texts.{key}", f"{action.value} says nothing of that name; it says {there}", REMEDY
            )
        unknown = strangers(text, known[key])
        if unknown:
            there = ", ".join(f"{{{name}}}" for name in sorted(known[key])) or "none"
            raise _refused(
                f"texts.{key}", f"{{{unknown[0]}}} is no placeholder of it; there are: {there}", REMEDY
            )
    if action is Action.SAY and not texts.get("reply", "").strip():
        raise _refused("texts.reply", "is what the command says, and is empty", "send what it is to say")


async def make_settings(making: Making, body: BotSettingsRequest, values: Values) -> None:
    """See `Noun.making`."""
    # Whoever may not make any is not told what there is.
    await access.check(making.session, making.caller, Operation.CREATE, BotSettingsRow(**values))
    await channels.living(making.session, body.channel_id, values["workspace_id"])
    known = await making.session.scalar(
        select(BotSettingsRow.settings_id).where(BotSettingsRow.channel_id == body.channel_id)
    )
    if known is not None:
        raise SettingsTaken(
            f"channel {body.channel_id} has {known}", "change it with PATCH /v1/bot/settings/{settings_id}"
        )


async def make_command(making: Making, body: BotCommandRequest, values: Values) -> None:
    """See `Noun.making`: what its maker left out is as the built-in one has it."""
    await access.check(making.session, making.caller, Operation.CREATE, BotCommandRow(**values))
    await channels.living(making.session, body.channel_id, values["workspace_id"])
    own = commands.beginning(body.action)
    if body.name is None and body.action is Action.SAY:
        raise _refused("name", "is needed for a command of the channel's own", "send a name")
    left_out: dict[str, Any] = {
        "name": own.name,
        "aliases": [],
        "roles": [role.value for role in own.roles],
        "user_cooldown_ms": own.user_cooldown_ms.model_dump(),
        "channel_cooldown_ms": own.channel_cooldown_ms.model_dump(),
        "wanted_centi": own.wanted_centi.model_dump(),
        "title_roles": [role.value for role in own.title_roles],
    }
    values |= {name: value for name, value in left_out.items() if values[name] is None}
    await _check(making, body.channel_id, values)


async def change_command(making: Making, row: BotCommandRow, values: Values) -> None:
    """See `Noun.changing`."""
    await channels.living(making.session, row.channel_id, row.workspace_id)
    whole = {name: getattr(row, name) for name in ("name", "aliases", "action", "texts")} | values
    await _check(making, row.channel_id, whole, row.command_id)
    if "aliases" in values:
        values["aliases"] = whole["aliases"]


async def _check(making: Making, channel_id: str, values: Values, but: str = "") -> None:
    """Refuse what does not go together, in a channel whose row is locked."""
    action = Action(values["action"])
    check_texts(action, values["texts"])
    values["aliases"] = [one for one in dict.fromkeys(values["aliases"]) if one != values["name"]]
    rows = (
        await making.session.scalars(
            select(BotCommandRow).where(
                BotCommandRow.channel_id == channel_id, BotCommandRow.command_id != but
            )
        )
    ).all()
    if not but and len(rows) >= commands.COMMANDS_MAX:
        raise TooManyCommands(
            f"a channel has {commands.COMMANDS_MAX} commands at most", "delete one, or give one an alias"
        )
    same = next((row for row in rows if row.action == action.value and action is not Action.SAY), None)
    if same is not None:
        raise CommandTaken(
            f"the channel has its own {action.value} already: {same.command_id}",
            "change that one with PATCH /v1/bot/commands/{command_id}",
            [FieldError(field="action", message="taken")],
        )
    for other in commands.whole(rows):
        taken = {other.name, *other.aliases} & {values["name"], *values["aliases"]}
        if other.action is action and action is not Action.SAY:
            continue  # the built-in one that this row stands for
        if taken:
            word = sorted(taken)[0]
            raise CommandTaken(
                f"the channel has a command {word} already",
                "choose another name; a built-in command is renamed, or switched off, by a row of its action",
                [FieldError(field="name" if word == values["name"] else "aliases", message="taken")],
            )
