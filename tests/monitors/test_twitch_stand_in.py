"""The stand-in for Twitch, through the real TwitchIO client."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.twitch import FakeTwitch
from tests.monitors.twitchio_client import hearing, point, until


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTwitch]:
    async with FakeTwitch() as server:
        point(monkeypatch, server)
        yield server


async def test_a_line_is_heard_and_one_is_said_back(fake: FakeTwitch) -> None:
    async with hearing(fake) as client:
        await client.listen(fake, "streamer")
        line = await fake.say("streamer", "viewer1", "hello Kappa", role="subscriber", bits=0)
        await until(lambda: client.texts)
        (message,) = client.of("message")
        assert (message.id, message.text) == (line.message_id, "hello Kappa")
        assert [(f.type, f.text) for f in message.fragments] == [("text", "hello "), ("emote", "Kappa")]
        assert message.chatter.name == "viewer1"
        assert message.chatter.subscriber
        streamer = client.create_partialuser(fake.user("streamer").user_id)
        sent = await streamer.send_message(
            "hi", sender=client.bot_id, token_for=client.bot_id, reply_to_message_id=message.id
        )
        assert sent.sent
        await until(lambda: len(client.texts) == 2)
        assert client.texts[1] == "@viewer1 hi"
        assert client.of("message")[1].reply.parent_message_id == line.message_id
        (said,) = fake.said_by_bot
        assert (said.channel, said.text, said.reply_to) == ("streamer", "hi", line.message_id)
