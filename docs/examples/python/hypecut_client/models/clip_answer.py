from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.clip_state import ClipState, check_clip_state
from ..models.review_state import ReviewState, check_review_state
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.clip_answer_custom import ClipAnswerCustom
    from ..models.clip_answer_stages_ms import ClipAnswerStagesMs


T = TypeVar("T", bound="ClipAnswer")


@_attrs_define
class ClipAnswer:
    """A clip as it is listed and read.

    Attributes:
        clip_id (str):
        highlight_id (str):
        session_id (str):
        state (ClipState): `READY` and `FAILED` are the last word until the clip is asked for anew.
        workspace_id (str):
        channel_id (None | str):
        taken_down_at_ms (int | None): Since when it is in no feed, and has no file.
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
        tags (list[str] | Unset):
        review (ReviewState | Unset): What people think of it.
        note (str | Unset):  Default: ''.
        reviewed_by (None | str | Unset):
        reviewed_at_ms (int | None | Unset):
        custom (ClipAnswerCustom | Unset): Values of the workspace's own fields; GET /v1/custom-fields lists those.
        type_ (Literal['clip'] | Unset):  Default: 'clip'.
        v (int | Unset):  Default: 1.
        start_ms (int | Unset): Milliseconds. Default: 0.
        end_ms (int | Unset): Milliseconds. Default: 0.
        stage (str | Unset): The stage at work. Default: ''.
        progress (float | Unset): How much of that stage is done. Default: 0.0.
        key (str | Unset): Name in the object store; GET /v1/clips/{clip_id}/file reads it. Default: ''.
        duration_ms (int | Unset): Milliseconds. Default: 0.
        width (int | Unset):  Default: 0.
        height (int | Unset):  Default: 0.
        encoder (str | Unset):  Default: ''.
        title (str | Unset):  Default: ''.
        transcript (str | Unset):  Default: ''.
        stages_ms (ClipAnswerStagesMs | Unset): Wall time of each finished stage.
        ready_at_ms (int | Unset): Milliseconds. Default: 0.
        reason (str | Unset): Why it failed. Default: ''.
        remedy (str | Unset): What to do about it. Default: ''.
        extra (bool | Unset): Made besides the highlight's own clip, for a template asked for by name. Default: False.
        template_id (str | Unset): How it looks; empty: as without a template. Default: ''.
        template_version (int | Unset):  Default: 0.
        fallback (str | Unset): Why it does not look as its template says; empty when it does. Default: ''.
    """

    clip_id: str
    highlight_id: str
    session_id: str
    state: ClipState
    workspace_id: str
    channel_id: None | str
    taken_down_at_ms: int | None
    created_at_ms: int
    updated_at_ms: int
    tags: list[str] | Unset = UNSET
    review: ReviewState | Unset = UNSET
    note: str | Unset = ""
    reviewed_by: None | str | Unset = UNSET
    reviewed_at_ms: int | None | Unset = UNSET
    custom: ClipAnswerCustom | Unset = UNSET
    type_: Literal["clip"] | Unset = "clip"
    v: int | Unset = 1
    start_ms: int | Unset = 0
    end_ms: int | Unset = 0
    stage: str | Unset = ""
    progress: float | Unset = 0.0
    key: str | Unset = ""
    duration_ms: int | Unset = 0
    width: int | Unset = 0
    height: int | Unset = 0
    encoder: str | Unset = ""
    title: str | Unset = ""
    transcript: str | Unset = ""
    stages_ms: ClipAnswerStagesMs | Unset = UNSET
    ready_at_ms: int | Unset = 0
    reason: str | Unset = ""
    remedy: str | Unset = ""
    extra: bool | Unset = False
    template_id: str | Unset = ""
    template_version: int | Unset = 0
    fallback: str | Unset = ""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        clip_id = self.clip_id

        highlight_id = self.highlight_id

        session_id = self.session_id

        state: str = self.state

        workspace_id = self.workspace_id

        channel_id: None | str
        channel_id = self.channel_id

        taken_down_at_ms: int | None
        taken_down_at_ms = self.taken_down_at_ms

        created_at_ms = self.created_at_ms

        updated_at_ms = self.updated_at_ms

        tags: list[str] | Unset = UNSET
        if not isinstance(self.tags, Unset):
            tags = self.tags

        review: str | Unset = UNSET
        if not isinstance(self.review, Unset):
            review = self.review

        note = self.note

        reviewed_by: None | str | Unset
        if isinstance(self.reviewed_by, Unset):
            reviewed_by = UNSET
        else:
            reviewed_by = self.reviewed_by

        reviewed_at_ms: int | None | Unset
        if isinstance(self.reviewed_at_ms, Unset):
            reviewed_at_ms = UNSET
        else:
            reviewed_at_ms = self.reviewed_at_ms

        custom: dict[str, Any] | Unset = UNSET
        if not isinstance(self.custom, Unset):
            custom = self.custom.to_dict()

        type_ = self.type_

        v = self.v

        start_ms = self.start_ms

        end_ms = self.end_ms

        stage = self.stage

        progress = self.progress

        key = self.key

        duration_ms = self.duration_ms

        width = self.width

        height = self.height

        encoder = self.encoder

        title = self.title

        transcript = self.transcript

        stages_ms: dict[str, Any] | Unset = UNSET
        if not isinstance(self.stages_ms, Unset):
            stages_ms = self.stages_ms.to_dict()

        ready_at_ms = self.ready_at_ms

        reason = self.reason

        remedy = self.remedy

        extra = self.extra

        template_id = self.template_id

        template_version = self.template_version

        fallback = self.fallback

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "clip_id": clip_id,
                "highlight_id": highlight_id,
                "session_id": session_id,
                "state": state,
                "workspace_id": workspace_id,
                "channel_id": channel_id,
                "taken_down_at_ms": taken_down_at_ms,
                "created_at_ms": created_at_ms,
                "updated_at_ms": updated_at_ms,
            }
        )
        if tags is not UNSET:
            field_dict["tags"] = tags
        if review is not UNSET:
            field_dict["review"] = review
        if note is not UNSET:
            field_dict["note"] = note
        if reviewed_by is not UNSET:
            field_dict["reviewed_by"] = reviewed_by
        if reviewed_at_ms is not UNSET:
            field_dict["reviewed_at_ms"] = reviewed_at_ms
        if custom is not UNSET:
            field_dict["custom"] = custom
        if type_ is not UNSET:
            field_dict["type"] = type_
        if v is not UNSET:
            field_dict["v"] = v
        if start_ms is not UNSET:
            field_dict["start_ms"] = start_ms
        if end_ms is not UNSET:
            field_dict["end_ms"] = end_ms
        if stage is not UNSET:
            field_dict["stage"] = stage
        if progress is not UNSET:
            field_dict["progress"] = progress
        if key is not UNSET:
            field_dict["key"] = key
        if duration_ms is not UNSET:
            field_dict["duration_ms"] = duration_ms
        if width is not UNSET:
            field_dict["width"] = width
        if height is not UNSET:
            field_dict["height"] = height
        if encoder is not UNSET:
            field_dict["encoder"] = encoder
        if title is not UNSET:
            field_dict["title"] = title
        if transcript is not UNSET:
            field_dict["transcript"] = transcript
        if stages_ms is not UNSET:
            field_dict["stages_ms"] = stages_ms
        if ready_at_ms is not UNSET:
            field_dict["ready_at_ms"] = ready_at_ms
        if reason is not UNSET:
            field_dict["reason"] = reason
        if remedy is not UNSET:
            field_dict["remedy"] = remedy
        if extra is not UNSET:
            field_dict["extra"] = extra
        if template_id is not UNSET:
            field_dict["template_id"] = template_id
        if template_version is not UNSET:
            field_dict["template_version"] = template_version
        if fallback is not UNSET:
            field_dict["fallback"] = fallback

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.clip_answer_custom import ClipAnswerCustom  # noqa: PLC0415
        from ..models.clip_answer_stages_ms import ClipAnswerStagesMs  # noqa: PLC0415

        d = dict(src_dict)
        clip_id = d.pop("clip_id")

        highlight_id = d.pop("highlight_id")

        session_id = d.pop("session_id")

        state = check_clip_state(d.pop("state"))

        workspace_id = d.pop("workspace_id")

        def _parse_channel_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        channel_id = _parse_channel_id(d.pop("channel_id"))

        def _parse_taken_down_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        taken_down_at_ms = _parse_taken_down_at_ms(d.pop("taken_down_at_ms"))

        created_at_ms = d.pop("created_at_ms")

        updated_at_ms = d.pop("updated_at_ms")

        tags = cast(list[str], d.pop("tags", UNSET))

        _review = d.pop("review", UNSET)
        review: ReviewState | Unset
        if isinstance(_review, Unset):
            review = UNSET
        else:
            review = check_review_state(_review)

        note = d.pop("note", UNSET)

        def _parse_reviewed_by(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reviewed_by = _parse_reviewed_by(d.pop("reviewed_by", UNSET))

        def _parse_reviewed_at_ms(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        reviewed_at_ms = _parse_reviewed_at_ms(d.pop("reviewed_at_ms", UNSET))

        _custom = d.pop("custom", UNSET)
        custom: ClipAnswerCustom | Unset
        if isinstance(_custom, Unset):
            custom = UNSET
        else:
            custom = ClipAnswerCustom.from_dict(_custom)

        type_ = cast(Literal["clip"] | Unset, d.pop("type", UNSET))
        if type_ != "clip" and not isinstance(type_, Unset):
            raise ValueError(f"type must match const 'clip', got '{type_}'")

        v = d.pop("v", UNSET)

        start_ms = d.pop("start_ms", UNSET)

        end_ms = d.pop("end_ms", UNSET)

        stage = d.pop("stage", UNSET)

        progress = d.pop("progress", UNSET)

        key = d.pop("key", UNSET)

        duration_ms = d.pop("duration_ms", UNSET)

        width = d.pop("width", UNSET)

        height = d.pop("height", UNSET)

        encoder = d.pop("encoder", UNSET)

        title = d.pop("title", UNSET)

        transcript = d.pop("transcript", UNSET)

        _stages_ms = d.pop("stages_ms", UNSET)
        stages_ms: ClipAnswerStagesMs | Unset
        if isinstance(_stages_ms, Unset):
            stages_ms = UNSET
        else:
            stages_ms = ClipAnswerStagesMs.from_dict(_stages_ms)

        ready_at_ms = d.pop("ready_at_ms", UNSET)

        reason = d.pop("reason", UNSET)

        remedy = d.pop("remedy", UNSET)

        extra = d.pop("extra", UNSET)

        template_id = d.pop("template_id", UNSET)

        template_version = d.pop("template_version", UNSET)

        fallback = d.pop("fallback", UNSET)

        clip_answer = cls(
            clip_id=clip_id,
            highlight_id=highlight_id,
            session_id=session_id,
            state=state,
            workspace_id=workspace_id,
            channel_id=channel_id,
            taken_down_at_ms=taken_down_at_ms,
            created_at_ms=created_at_ms,
            updated_at_ms=updated_at_ms,
            tags=tags,
            review=review,
            note=note,
            reviewed_by=reviewed_by,
            reviewed_at_ms=reviewed_at_ms,
            custom=custom,
            type_=type_,
            v=v,
            start_ms=start_ms,
            end_ms=end_ms,
            stage=stage,
            progress=progress,
            key=key,
            duration_ms=duration_ms,
            width=width,
            height=height,
            encoder=encoder,
            title=title,
            transcript=transcript,
            stages_ms=stages_ms,
            ready_at_ms=ready_at_ms,
            reason=reason,
            remedy=remedy,
            extra=extra,
            template_id=template_id,
            template_version=template_version,
            fallback=fallback,
        )

        clip_answer.additional_properties = d
        return clip_answer

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
