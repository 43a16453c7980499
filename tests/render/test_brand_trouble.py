"""What a template lacks costs the brand and never the clip, and the clip says so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from render.assets import AssetBroken, AssetCache
from render.context import Hindered, LookUnknown, RenderContext
from render.faces import BadFont, names_of
from render.lineup import LINEUP
from render.look import BUILT_IN, NotUnderstood, colour_of
from render.typefaces import SHIPPED
from streams.looks import ClipLook, LookCaptions, LookColours, LookFont, LookLogo
from streams.store import DirectoryStore
from tests.render.brands import Brand, pictures
from tests.render.conftest import Rendered
from tests.render.recordings import ffmpeg, highlight, record
from tests.render.test_brand import SAID

JUNK = b"\x89PNG\r\n\x1a\n" + b"junk" * 100


@pytest.fixture
def brand(store: DirectoryStore, tmp_path: Path, film: Path) -> Brand:
    record(store, film)
    made = Brand(store, tmp_path)
    made.body["colours"] = LookColours(text="#00ff00")
    return made


def _file(brand: Brand, name: str, content: bytes) -> Path:
    path = brand.folder / name
    path.write_bytes(content)
    return path


def _missing_logo(brand: Brand) -> None:
    brand.with_logo()
    brand.store.delete(brand.assets[0].key)


def _other_logo(brand: Brand) -> None:
    brand.with_logo()
    brand.store.put(brand.assets[0].key, b"something else")


def _unlisted_intro(brand: Brand) -> None:
    brand.body["intro_asset_id"] = "nowhere"


def _junk_logo(brand: Brand) -> None:
    asset = brand.add("logo", _file(brand, "junk.png", JUNK))
    brand.body["logo"] = LookLogo(asset_id=asset.asset_id)


def _huge_logo(brand: Brand) -> None:
    brand.with_logo("red", "12000x12000")


def _junk_intro(brand: Brand) -> None:
    brand.body["intro_asset_id"] = brand.add(
        "intro", _file(brand, "junk.mp4", b"\0\0\0\x18ftypisom" + JUNK)
    ).asset_id


def _outro_that_breaks_off(brand: Brand) -> None:
    whole = brand.folder / "whole.mp4"
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4", "-c:v", "libx264", "-g", "10",
        "-movflags", "+faststart", str(whole),
    )  # fmt: skip
    half = _file(brand, "half.mp4", whole.read_bytes()[: whole.stat().st_size // 2])
    brand.with_end("intro", "blue", 1.0)
    brand.body["outro_asset_id"] = brand.add("outro", half).asset_id


def _intro_of_sound_alone(brand: Brand) -> None:
    path = brand.folder / "sound.mp4"
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", str(path))
    brand.body["intro_asset_id"] = brand.add("intro", path).asset_id


def _junk_sound(brand: Brand) -> None:
    brand.body["sound_asset_id"] = brand.add("sound", _file(brand, "junk.mp3", JUNK)).asset_id


def _junk_font(brand: Brand) -> None:
    brand.body["font"] = LookFont(asset_id=brand.add("font", _file(brand, "junk.ttf", JUNK)).asset_id)


def _font_that_breaks_off(brand: Brand) -> None:
    whole = (SHIPPED / "NotoSans-ExtraBold.ttf").read_bytes()
    half = _file(brand, "half.ttf", whole[: len(whole) // 2])
    brand.body["font"] = LookFont(asset_id=brand.add("font", half).asset_id)


def _unknown_font(brand: Brand) -> None:
    brand.body["font"] = LookFont(name="No Such Face")


def _later_form(brand: Brand) -> None:
    brand.body["schema_version"] = 2


def _unknown_style(brand: Brand) -> None:
    brand.body["captions"] = LookCaptions(style="karaoke")


def _unknown_corner(brand: Brand) -> None:
    brand.with_logo(position="centre")


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (_missing_logo, "its logo our logo is not in the object store"),
        (_other_logo, "its logo our logo is another file in the object store than was uploaded"),
        (_unlisted_intro, "its intro nowhere is gone"),
        (_junk_logo, "the logo of the template Team Blue cannot be read"),
        (_huge_logo, "the logo of the template Team Blue cannot be read"),
        (_junk_intro, "the intro of the template Team Blue cannot be read: it is damaged"),
        (_outro_that_breaks_off, "the outro of the template Team Blue cannot be read: it says that it has"),
        (_intro_of_sound_alone, "it has no picture"),
        (_junk_sound, "the sound of the template Team Blue cannot be read"),
        (_junk_font, "its font cannot be read"),
        (_font_that_breaks_off, "its font cannot be read"),
        (_unknown_font, "draws no text with No Such Face"),
        (_later_form, "only 1 is known here"),
        (_unknown_style, "'karaoke' is not a valid CaptionStyle"),
        (_unknown_corner, "'centre' is not a valid Corner"),
    ],
)
def test_a_broken_template_leaves_the_built_in_look_and_says_so(
    rendered: Rendered, brand: Brand, break_it: Callable[[Brand], None], said: str
) -> None:
    break_it(brand)
    wanted = highlight(1000, 3000, "Got him", SAID)
    ctx, plain = rendered(wanted, asked_look=brand.look), rendered(wanted)
    assert said in ctx.fallback
    assert ctx.template is not None, "it says whose look it lacks"
    assert_same(ctx, plain)


def assert_same(ctx: RenderContext, plain: RenderContext) -> None:
    assert ctx.look == BUILT_IN
    assert ctx.product is not None
    assert plain.product is not None
    frames, others = pictures(ctx.product.path), pictures(plain.product.path)
    assert len(frames) == len(others) == 60
    for one, other in zip(frames[::20], others[::20], strict=True):
        assert np.abs(one - other).max() <= 2


def test_a_template_that_is_gone_and_a_door_that_says_nothing(rendered: Rendered, brand: Brand) -> None:
    wanted = highlight(1000, 3000)
    gone = brand.look(body=None, missing="the template x that was asked for is gone")
    assert rendered(wanted, asked_look=lambda: gone).fallback == gone.missing

    def unknown() -> ClipLook | None:
        raise LookUnknown("the API says nothing")

    ctx = rendered(wanted, asked_look=unknown)
    assert (ctx.fallback, ctx.template) == ("the API says nothing", None)
    assert ctx.product is not None


def test_a_template_that_no_encoder_takes_is_left_out(
    rendered: Rendered, brand: Brand, caplog: pytest.LogCaptureFixture
) -> None:
    class LoseTheLogo:
        """What was ready before the encoding is gone at it."""

        def name(self) -> str:
            return "lose"

        def run(self, ctx: RenderContext) -> None:
            (ctx.folder / "logo.png").unlink()

    brand.with_logo()
    encode = next(at for at, stage in enumerate(LINEUP) if stage.name() == "encode")
    stages = (*LINEUP[:encode], LoseTheLogo(), *LINEUP[encode:])
    wanted = highlight(1000, 3000, "Got him", SAID)
    ctx = rendered(wanted, asked_look=brand.look, stages=stages)
    assert "could not be made with the template Team Blue" in ctx.fallback
    assert_same(ctx, rendered(wanted))


def test_no_room_is_waited_for_and_costs_the_brand_in_the_end(
    rendered: Rendered, brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    brand.with_logo()
    monkeypatch.setattr(AssetCache, "place", full)
    with pytest.raises(Hindered, match="No space left"):
        rendered(highlight(1000, 3000), asked_look=brand.look)

    class Last:
        """The stage's last try."""

        def name(self) -> str:
            return "brand"

        def run(self, ctx: RenderContext) -> None:
            ctx.last_try = True
            LINEUP[1].run(ctx)
            ctx.last_try = False

    stages = (LINEUP[0], Last(), *LINEUP[2:])
    ctx = rendered(highlight(1000, 3000), asked_look=brand.look, stages=stages)
    assert "No space left" in ctx.fallback
    assert ctx.product is not None


class CountingStore(DirectoryStore):
    """Counts what is fetched."""

    fetched = 0

    def get(self, key: str, target: Path) -> None:
        self.fetched += 1
        super().get(key, target)


def test_assets_are_kept_and_the_least_used_go_first(tmp_path: Path) -> None:
    store = CountingStore(tmp_path / "store")
    brand = Brand(store, tmp_path)
    assets = [brand.add("logo", _file(brand, f"{name}.png", name.encode() * 400)) for name in "abc"]
    cache = AssetCache(tmp_path / "kept", bytes_max=1000)

    def place(number: int, times: int = 1) -> None:
        for _ in range(times):
            target = tmp_path / "target"
            target.unlink(missing_ok=True)
            cache.place(store, assets[number], target)
            assert target.read_bytes() == "abc"[number].encode() * 400

    place(0, 3)
    place(1, 2)
    assert store.fetched == 2
    place(0)
    place(2)  # 1 was used longest ago
    assert sorted(one.name for one in (tmp_path / "kept").iterdir()) == sorted(
        (assets[0].sha256, assets[2].sha256)
    )
    place(0)
    assert store.fetched == 3
    place(1)
    assert store.fetched == 4


def test_a_file_that_is_not_what_was_uploaded_is_not_kept(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "store")
    brand = Brand(store, tmp_path)
    asset = brand.add("logo", _file(brand, "a.png", b"abc"), sha256="0" * 64)
    cache = AssetCache(tmp_path / "kept")
    with pytest.raises(AssetBroken, match="another file"):
        cache.place(store, asset, tmp_path / "target")
    with pytest.raises(AssetBroken, match="bytes"):
        cache.place(store, msgspec.structs.replace(asset, bytes_count=10**9), tmp_path / "target")
    assert list((tmp_path / "kept").iterdir()) == []
    assert not (tmp_path / "target").exists()


def test_many_clips_fetch_one_asset_at_once(tmp_path: Path) -> None:
    store = CountingStore(tmp_path / "store")
    brand = Brand(store, tmp_path)
    asset = brand.add("logo", _file(brand, "a.png", b"abc" * 1000))
    cache = AssetCache(tmp_path / "kept")
    threads = [
        threading.Thread(target=cache.place, args=(store, asset, tmp_path / f"target{number}"))
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.fetched == 1
    assert all((tmp_path / f"target{number}").stat().st_size == 3000 for number in range(8))


def test_the_shipped_fonts_tell_their_names() -> None:
    names = names_of(SHIPPED / "Montserrat-ExtraBold.ttf")
    assert names.family == BUILT_IN.face
    assert names.postscript == "Montserrat-ExtraBold"


@pytest.mark.parametrize("length", [0, 3, 11, 12, 100, 300, 5000])
def test_a_font_that_ends_early_is_none(tmp_path: Path, length: int) -> None:
    path = tmp_path / "font.ttf"
    path.write_bytes((SHIPPED / "Montserrat-ExtraBold.ttf").read_bytes()[:length])
    with pytest.raises(BadFont):
        names_of(path)


def test_colours() -> None:
    assert colour_of("#12abEF").ass == "&H00EFAB12"
    assert colour_of("#12abef00").ass == "&HFFEFAB12"
    with pytest.raises(NotUnderstood):
        colour_of("red")
