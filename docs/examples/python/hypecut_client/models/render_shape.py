from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.render_state import RenderState, check_render_state

if TYPE_CHECKING:
    from ..models.render_shape_stages_ms import RenderShapeStagesMs


T = TypeVar("T", bound="RenderShape")


@_attrs_define
class RenderShape:
    """One attempt to make a clip. `ended_at_ms` is null while it runs.

    Attributes:
        render_id (str):
        clip_id (str):
        highlight_id (str):
        session_id (str):
        workspace_id (str):
        channel_id (None | str):
        number (int): Which attempt it is of its clip, from 1.
        state (RenderState): How far an attempt is. `WAITING`: asked for, and not begun.
        stage (str):
        stages_ms (RenderShapeStagesMs):
        encoder (str):
        template_id (str): How it looks; empty: as without a template.
        fallback (str): Why it does not look as its template says.
        reason (str):
        remedy (str):
        asked_by_kind (str): `user`, `key` or `rule`; empty for the clip that every highlight gets.
        asked_by (str): The identity of whoever asked.
        started_at_ms (int): Milliseconds.
        ended_at_ms (int | None):
        created_at_ms (int): Milliseconds.
    """

    render_id: str
    clip_id: str
    highlight_id: str
    session_id: str
    workspace_id: str
    channel_id: None | str
    number: int
    state: RenderState
    stage: str
    stages_ms: RenderShapeStagesMs
    encoder: str
    template_id: str
    fallback: str
    reason: str
    remedy: str
    asked_by_kind: str
    asked_by: str
    started_at_ms: int
    ended_at_ms: int | None
    created_at_ms: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        render_id = self.render_id

        clip_id = self.clip_id

        highlight_id = self.highlight_id

        session_id = self.session_id

        workspace_id = self.workspace_id

        channel_id: None | str
        channel_id = self.channel_id

        number = self.number

        state: str = self.state

        stage = self.stage

        stages_ms = self.stages_ms.to_dict()

        encoder = self.encoder

        template_id = self.template_id

        fallback = self.fallback

        reason = self.reason

        remedy = self.remedy

        asked_by_kind = self.asked_by_kind

        asked_by = self.asked_by

        started_at_ms = self.started_at_ms

        ended_at_ms: int | None
        ended_at_ms = self.ended_at_ms

        created_at_ms = self.created_at_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "render_id": render_id,
                "clip_id": clip_id,
                "highlight_id": highlight_id,
                "session_id": session_id,
                "workspace_id": workspace_id,
                "channel_id": channel_id,
                "number": number,
                "state": state,
                "stage": stage,
                "stages_ms": stages_ms,
                "encoder": encoder,
                "template_id": template_id,
                "fallback": fallback,
                "reason": reason,
                "remedy": remedy,
                "asked_by_kind": asked_by_kind,
                "asked_by": asked_by,
                "started_at_ms": started_at_ms,
                "ended_at_ms": ended_at_ms,
                "created_at_ms": created_at_ms,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.render_shape_stages_ms import RenderShapeStagesMs  # noqa: PLC0415

        d = dict(src_dict)
        render_id = d.pop("render_id")

        clip_id = d.pop("clip_id")

        highlight_id = d.pop("highlight_id")

        session_id = d.pop("session_id")

        workspace_id = d.pop("workspace_id")

        def _parse_channel_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        channel_id = _parse_channel_id(d.pop("channel_id"))

        number = d.pop("number")

        state = check_render_state(d.pop("state"))

        stage = d.pop("stage")

        stages_ms = RenderShapeStagesMs.from_dict(d.pop("stages_ms"))

        encoder = d.pop("encoder")

        template_id = d.pop("template_id")

        fallback = d.pop("fallback")

        reason = d.pop("reason")

        remedy = d.pop("remedy")

        asked_by_kind = d.pop("asked_by_kind")

        asked_by = d.pop("asked_by")

        started_at_ms = d.pop("started_at_ms")

        def _parse_ended_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        ended_at_ms = _parse_ended_at_ms(d.pop("ended_at_ms"))

        created_at_ms = d.pop("created_at_ms")

        render_shape = cls(
            render_id=render_id,
            clip_id=clip_id,
            highlight_id=highlight_id,
            session_id=session_id,
            workspace_id=workspace_id,
            channel_id=channel_id,
            number=number,
            state=state,
            stage=stage,
            stages_ms=stages_ms,
            encoder=encoder,
            template_id=template_id,
            fallback=fallback,
            reason=reason,
            remedy=remedy,
            asked_by_kind=asked_by_kind,
            asked_by=asked_by,
            started_at_ms=started_at_ms,
            ended_at_ms=ended_at_ms,
            created_at_ms=created_at_ms,
        )

        render_shape.additional_properties = d
        return render_shape

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
