"""Whatever comes in whatever order, and however often: the ledger adds up, and no minute is charged twice.

Orders are made by hypothesis and played against a real database, with the service's own functions; a
transaction that dies before its commit is one of the moves.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.credits import holds, service
from api.credits.deducting import CHARGED_MS_MIN, deduct
from api.credits.kinds import TransferKind
from api.credits.shapes import MinuteReport
from api.sessions import service as sessions
from api.sessions.shapes import SessionProgressShape, SessionRequestShape
from schemas.ids import new_id
from tests.api.credit_books import audit
from tests.api.people import Person, person
from tests.api.running import EPOCH_MS, Api, Setup

MINUTE_MS = 60_000
SESSIONS = 3


class Killed(Exception):
    """The process died before the commit."""


@dataclass(frozen=True)
class Ticks:
    """Minutes that arrive: as (session, minute, covered ms)."""

    minutes: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Comes:
    """Credits that come in."""

    number: int
    amount: int
    expires_in_minutes: int | None


@dataclass(frozen=True)
class Goes:
    """A purchase that is refunded."""

    number: int
    amount: int


@dataclass(frozen=True)
class Refund:
    """A minute that was not scored."""

    session: int
    minute: int


@dataclass(frozen=True)
class Passes:
    """Time passes, and what is due is swept."""

    minutes: int


@dataclass(frozen=True)
class Ends:
    """A session ends."""

    session: int


Move = Ticks | Comes | Goes | Refund | Passes | Ends

_minute = st.tuples(
    st.integers(0, SESSIONS - 1),
    st.integers(0, 8),
    st.sampled_from([0, CHARGED_MS_MIN - 1, CHARGED_MS_MIN, MINUTE_MS]),
)
_move = st.one_of(
    st.builds(Ticks, st.lists(_minute, min_size=1, max_size=8).map(tuple)),
    st.builds(Ticks, st.lists(_minute, min_size=1, max_size=8).map(tuple)),
    st.builds(Comes, st.integers(0, 3), st.integers(1, 6), st.none() | st.integers(1, 5)),
    st.builds(Goes, st.integers(0, 3), st.integers(1, 6)),
    st.builds(Refund, st.integers(0, SESSIONS - 1), st.integers(0, 8)),
    st.builds(Passes, st.integers(1, 12)),
    st.builds(Ends, st.integers(0, SESSIONS - 1)),
)
_story = st.lists(st.tuples(_move, st.booleans()), min_size=1, max_size=25)
"""Each move with whether its first try dies before the commit, after which it is tried again."""


@dataclass
class Play:
    """One story on one workspace."""

    api: Api
    setup: Setup
    who: Person
    sessions: list[str] = field(default_factory=list)
    offered: set[tuple[str, int]] = field(default_factory=set)
    bought: dict[int, int] = field(default_factory=dict)

    @property
    def now_ms(self) -> int:
        return self.setup.clock.now_ms()

    async def begin(self) -> None:
        """Sessions that hold nothing yet, and one credit for all of them."""
        async with self.api.services.database.writing() as work:
            reference = f"first:{self.who.workspace_id}"
            await service.give(
                work.session, self.who.workspace_id, 1, reference=reference, now_ms=self.now_ms
            )
        for number in range(SESSIONS):
            watch = await self.api.http.post(
                "/v1/watches", json={"source": f"twitch:c{number}", "workspace_id": self.who.workspace_id}
            )
            request = SessionRequestShape(
                watch_id=watch.json()["watch_id"], node="n", started_at_ms=self.now_ms, source="x"
            )
            async with self.api.services.database.writing() as work:
                row = await sessions.open_or_take_over(work.session, request, self.now_ms, charging=False)
                self.sessions.append(row.session_id)

    async def tell(self, move: Move, dies: bool) -> None:
        """A move, which dies before its commit the first time or does not, and comes again in any case."""
        for dying in (dies, False):
            try:
                async with self.api.services.database.writing() as work:
                    await self._do(work.session, move)
                    _die(dying)
            except Killed:
                continue
        await self._check()

    async def _do(self, session: object, move: Move) -> None:
        match move:
            case Ticks(minutes):
                reports = [
                    MinuteReport(session_id=self.sessions[at], minute=minute, covered_ms=covered)
                    for at, minute, covered in minutes
                ]
                await deduct(session, reports, self.now_ms, charging=True)  # type: ignore[arg-type]
                self.offered |= {
                    (one.session_id, one.minute) for one in reports if one.covered_ms >= CHARGED_MS_MIN
                }
            case Comes(number, amount, minutes):
                amount = self.bought.setdefault(number, amount)
                kind = TransferKind.PURCHASE if number % 2 else TransferKind.GRANT
                await service.give(
                    session,  # type: ignore[arg-type]
                    self.who.workspace_id,
                    amount,
                    reference=f"c:{self.who.workspace_id}:{number}",
                    now_ms=self.now_ms,
                    kind=kind,
                    expires_at_ms=None if minutes is None else self.now_ms + minutes * MINUTE_MS,
                )
            case Goes(number, amount):
                await service.claw_back(
                    session,  # type: ignore[arg-type]
                    self.who.workspace_id,
                    f"c:{self.who.workspace_id}:{number}",
                    amount=amount,
                    reference=f"b:{self.who.workspace_id}:{number}",
                    now_ms=self.now_ms,
                )
            case Refund(at, minute):
                await service.refund_minute(
                    session,  # type: ignore[arg-type]
                    self.sessions[at],
                    minute,
                    reason="not scored",
                    now_ms=self.now_ms,
                )
            case Passes(minutes):
                self.setup.clock.advance(minutes * MINUTE_MS)
                await service.expire_due(session, self.now_ms)  # type: ignore[arg-type]
                await holds.release_abandoned(session, self.now_ms)  # type: ignore[arg-type]
            case Ends(at):
                report = SessionProgressShape(
                    incarnation=1, discontinuity=0, recorded_until_ms=0, ended_at_ms=1
                )
                await sessions.progress(session, self.sessions[at], report, self.now_ms)  # type: ignore[arg-type]

    async def _check(self) -> None:
        books = await audit(self.api.services.database)
        mine = {minute for minute in books.charged if minute[0] in self.sessions}
        assert mine <= self.offered


def _die(dying: bool) -> None:
    if dying:
        raise Killed


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(story=_story)
async def test_any_order_of_anything_keeps_the_books(
    api: Api, setup: Setup, story: list[tuple[Move, bool]]
) -> None:
    """All stories are played on one database, each in a workspace of its own."""
    setup.clock.at_ms = max(setup.clock.at_ms, EPOCH_MS) + MINUTE_MS
    acting = Play(api, setup, await person(api, new_id(setup.clock.now_ms())))
    await acting.begin()
    for move, dies in story:
        await acting.tell(move, dies)
