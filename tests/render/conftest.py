"""The tools of a renderer, found once, and a way to run its stages on a recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from render.app import find_tools
from render.context import RenderContext, Tools
from render.lineup import LINEUP
from render.settings import RenderSettings
from render.workspace import Workspace
from schemas.judging import Highlight
from streams.looks import ClipLook
from streams.stage import Stage
from streams.store import DirectoryStore
from tests.render.clapper import make_clapper
from tests.render.recordings import record
from tests.render.workbench import Bench, FullStore

Rendered = Callable[..., RenderContext]


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    folder = tmp_path_factory.mktemp("tools")
    return find_tools(RenderSettings(data=folder), folder)


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "store")


@pytest.fixture
def rendered(tmp_path: Path, store: DirectoryStore, tools: Tools) -> Rendered:
    """Run the whole lineup in this thread; small clips, so that it is quick."""

    def run(
        highlight: Highlight,
        asked_look: Callable[[], ClipLook | None] = lambda: None,
        stages: Sequence[Stage[RenderContext]] = LINEUP,
        **settings: object,
    ) -> RenderContext:
        values = {"data": tmp_path, "render_width": 144, "render_height": 256, **settings}
        folder = tmp_path / f"clip{len(list(tmp_path.glob('clip*')))}"
        folder.mkdir()
        shares: list[float] = []
        ctx = RenderContext(
            highlight=highlight,
            clip_id="clip",
            settings=RenderSettings(**values),  # type: ignore[arg-type]
            store=store,
            tools=tools,
            folder=folder,
            session=lambda: None,
            report=shares.append,
            asked_look=asked_look,
        )
        for stage in stages:
            stage.run(ctx)
        assert shares
        return ctx

    return run


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    make_clapper(path, 6)
    return path


@pytest.fixture
def bench(tmp_path: Path, tools: Tools, film: Path) -> Iterator[Bench]:
    store = FullStore(tmp_path / "store")
    store.full_for = 0
    record(store, film)
    with Workspace(tmp_path / "work") as workspace:
        made = Bench(tmp_path, store, tools, workspace)
        yield made
        made.executor.shutdown()
        left = {one.name for one in workspace.folder.iterdir()}
        assert left - {"assets"} == {"lock"}, "work was left behind"
