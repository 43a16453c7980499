"""What the routes of memories take and give. Bodies are standard base64 in JSON."""

from __future__ import annotations

import base64
from typing import Annotated

from pydantic import ConfigDict, Field, PlainSerializer, TypeAdapter

from api.fields import WHOLE_MAX, Identity, Shape
from api.memories.models import JUDGE_LENGTH

BATCH_MAX = 2000
"""Four judges of 500 sessions: more than one process ever holds."""

Judge = Annotated[str, Field(pattern=rf"^[a-z][a-z0-9_]{{0,{JUDGE_LENGTH - 1}}}$")]


def _base64(body: bytes) -> str:
    return base64.b64encode(body).decode()


class MemoryShape(Shape):
    """What a judge remembers of a session."""

    # Pydantic reads both alphabets of base64, but would write the one for URLs.
    model_config = ConfigDict(val_json_bytes="base64")

    judge: Judge
    session_id: Identity
    position: Annotated[
        int, Field(ge=-1, le=WHOLE_MAX, description="Last offset that is in `body`; -1 for none.")
    ]
    body: Annotated[bytes, PlainSerializer(_base64, return_type=str, when_used="json")]


BATCH = TypeAdapter(Annotated[list[MemoryShape], Field(max_length=BATCH_MAX)])
