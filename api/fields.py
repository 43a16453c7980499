"""Field types that the shapes of all nouns share."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, field_validator

WHOLE_MAX = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""

Ms = Annotated[int, Field(ge=0, le=WHOLE_MAX, description="Milliseconds.")]
Count = Annotated[int, Field(ge=0, le=WHOLE_MAX)]
Score = Annotated[float, Field(allow_inf_nan=False)]
Identity = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")]
IdentityInPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]
Line = Annotated[str, Field(max_length=1000)]


class Texts(BaseModel):
    """Its texts can be kept: PostgreSQL fails at the character 0."""

    @field_validator("*")
    @classmethod
    def _texts(cls, value: Any) -> Any:
        if isinstance(value, str) and "\0" in value:
            raise ValueError("holds the character U+0000, which no database keeps in a text")
        return value


class Shape(BaseModel):
    """An answer, or a body sent by one of our own processes.

    What it has beyond ours is skipped, so that a newer worker can speak to an older API.
    """

    model_config = ConfigDict(from_attributes=True, extra="ignore")


class Request(Texts):
    """A body written by people: a field that is not ours is a mistake worth naming."""

    model_config = ConfigDict(extra="forbid")
