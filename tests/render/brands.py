"""Templates and their files, as an API would answer them, and what can be seen and heard of a clip."""

from __future__ import annotations

import hashlib
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np

from render.ffmpeg import default_ffmpeg
from streams.looks import ClipLook, LookAsset, LookLogo, TemplateBody
from streams.store import DirectoryStore
from tests.render.recordings import HIGHLIGHT, SESSION, ffmpeg

TEMPLATE = "01900000-0000-7000-8000-0000000000aa"

Picture = np.ndarray[Any, np.dtype[Any]]


@dataclass
class Brand:
    """A template that grows as files are added to it."""

    store: DirectoryStore
    folder: Path
    body: dict[str, Any] = field(default_factory=dict)
    assets: list[LookAsset] = field(default_factory=list)

    def add(self, kind: str, path: Path, sha256: str = "") -> LookAsset:
        """Upload a file."""
        content = path.read_bytes()
        asset = LookAsset(
            asset_id=f"{kind}-{len(self.assets)}",
            kind=kind,
            name=f"our {kind}",
            key=f"assets/w/{kind}-{len(self.assets)}{path.suffix}",
            extension=path.suffix[1:],
            bytes_count=len(content),
            sha256=sha256 or hashlib.sha256(content).hexdigest(),
        )
        self.store.put(asset.key, path)
        self.assets.append(asset)
        return asset

    def look(self, **more: Any) -> ClipLook:
        """What the door answers."""
        values: dict[str, Any] = {
            "clip_id": "clip",
            "highlight_id": HIGHLIGHT,
            "session_id": SESSION,
            "source": "workspace",
            "template_id": TEMPLATE,
            "template_version": 3,
            "template_name": "Team Blue",
            "body": TemplateBody(**self.body),
            "assets": tuple(self.assets),
        }
        return ClipLook(**(values | more))

    def with_logo(self, colour: str = "red", size: str = "40x40", **more: Any) -> None:
        """A logo of one colour."""
        path = self.folder / "logo.png"
        ffmpeg("-f", "lavfi", "-i", f"color=c={colour}:s={size}", "-frames:v", "1", str(path))
        self.body["logo"] = LookLogo(asset_id=self.add("logo", path).asset_id, **more)

    def with_end(self, role: str, colour: str, length_s: float, *arguments: str, sound: str = "") -> None:
        """An intro or an outro of one colour, of another size and rate than clips have."""
        path = self.folder / f"{role}.mp4"
        tone = ["-f", "lavfi", "-i", sound, "-shortest"] if sound else []
        ffmpeg(
            "-f", "lavfi", "-i", f"color=c={colour}:s=320x180:r=25:d={length_s}", *tone,
            "-pix_fmt", "yuv420p", "-c:v", "libx264", *arguments, str(path),
        )  # fmt: skip
        self.body[f"{role}_asset_id"] = self.add(role, path).asset_id


def pictures(path: Path) -> list[Picture]:
    """Every frame of a clip, as RGB."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)]


def near(picture: Picture, colour: tuple[int, int, int], off_max: int = 60) -> np.ndarray[Any, Any]:
    """Where a picture has a colour."""
    found: np.ndarray[Any, Any] = np.abs(picture - np.array(colour)).max(axis=2) <= off_max
    return found


def loudness(path: Path, start_s: float = 0.0, end_s: float = 999.0) -> float:
    """LUFS of a stretch of a clip."""
    command = [
        str(default_ffmpeg()), "-hide_banner", "-nostats", "-i", str(path),
        "-af", f"atrim={start_s}:{end_s},ebur128=framelog=quiet", "-vn", "-f", "null", "-",
    ]  # fmt: skip
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+|-inf) LUFS", said)[-1])
