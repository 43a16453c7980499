from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.highlight_state import HighlightState, check_highlight_state
from ..models.review_state import ReviewState, check_review_state
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.evidence_shape import EvidenceShape
    from ..models.highlight_answer_custom import HighlightAnswerCustom
    from ..models.reason_shape import ReasonShape
    from ..models.transcript_shape import TranscriptShape


T = TypeVar("T", bound="HighlightAnswer")


@_attrs_define
class HighlightAnswer:
    """A highlight as it is listed and read.

    Attributes:
        highlight_id (str):
        session_id (str):
        revision (int): The highest one counts.
        state (HighlightState): `OPENED` and `GROWN` may still change; `FINAL` and `DROPPED` are the last word.
        start_ms (int): Milliseconds.
        peak_ms (int): Milliseconds.
        end_ms (int): Milliseconds.
        score (float): Fused score at the peak, times normal.
        decided_at_ms (int): Milliseconds.
        discontinuity (int):
        reasons (list[ReasonShape]):
        evidence (EvidenceShape): What the decision rested on, enough to draw it and to make it again.
        workspace_id (str):
        channel_id (None | str):
        created_at_ms (int): Milliseconds.
        updated_at_ms (int): Milliseconds.
        tags (list[str] | Unset):
        review (ReviewState | Unset): What people think of it.
        note (str | Unset):  Default: ''.
        reviewed_by (None | str | Unset):
        reviewed_at_ms (int | None | Unset):
        custom (HighlightAnswerCustom | Unset): Values of the workspace's own fields; GET /v1/custom-fields lists those.
        type_ (Literal['highlight'] | Unset):  Default: 'highlight'.
        v (int | Unset):  Default: 1.
        title (str | Unset):  Default: ''.
        transcript (None | TranscriptShape | Unset):
        near_miss (bool | Unset):  Default: False.
    """

    highlight_id: str
    session_id: str
    revision: int
    state: HighlightState
    start_ms: int
    peak_ms: int
    end_ms: int
    score: float
    decided_at_ms: int
    discontinuity: int
    reasons: list[ReasonShape]
    evidence: EvidenceShape
    workspace_id: str
    channel_id: None | str
    created_at_ms: int
    updated_at_ms: int
    tags: list[str] | Unset = UNSET
    review: ReviewState | Unset = UNSET
    note: str | Unset = ""
    reviewed_by: None | str | Unset = UNSET
    reviewed_at_ms: int | None | Unset = UNSET
    custom: HighlightAnswerCustom | Unset = UNSET
    type_: Literal["highlight"] | Unset = "highlight"
    v: int | Unset = 1
    title: str | Unset = ""
    transcript: None | TranscriptShape | Unset = UNSET
    near_miss: bool | Unset = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.transcript_shape import TranscriptShape  # noqa: PLC0415

        highlight_id = self.highlight_id

        session_id = self.session_id

        revision = self.revision

        state: str = self.state

        start_ms = self.start_ms

        peak_ms = self.peak_ms

        end_ms = self.end_ms

        score = self.score

        decided_at_ms = self.decided_at_ms

        discontinuity = self.discontinuity

        reasons = []
        for reasons_item_data in self.reasons:
            reasons_item = reasons_item_data.to_dict()
            reasons.append(reasons_item)

        evidence = self.evidence.to_dict()

        workspace_id = self.workspace_id

        channel_id: None | str
        channel_id = self.channel_id

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

        title = self.title

        transcript: dict[str, Any] | None | Unset
        if isinstance(self.transcript, Unset):
            transcript = UNSET
        elif isinstance(self.transcript, TranscriptShape):
            transcript = self.transcript.to_dict()
        else:
            transcript = self.transcript

        near_miss = self.near_miss

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "highlight_id": highlight_id,
                "session_id": session_id,
                "revision": revision,
                "state": state,
                "start_ms": start_ms,
                "peak_ms": peak_ms,
                "end_ms": end_ms,
                "score": score,
                "decided_at_ms": decided_at_ms,
                "discontinuity": discontinuity,
                "reasons": reasons,
                "evidence": evidence,
                "workspace_id": workspace_id,
                "channel_id": channel_id,
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
        if title is not UNSET:
            field_dict["title"] = title
        if transcript is not UNSET:
            field_dict["transcript"] = transcript
        if near_miss is not UNSET:
            field_dict["near_miss"] = near_miss

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.evidence_shape import EvidenceShape  # noqa: PLC0415
        from ..models.highlight_answer_custom import HighlightAnswerCustom  # noqa: PLC0415
        from ..models.reason_shape import ReasonShape  # noqa: PLC0415
        from ..models.transcript_shape import TranscriptShape  # noqa: PLC0415

        d = dict(src_dict)
        highlight_id = d.pop("highlight_id")

        session_id = d.pop("session_id")

        revision = d.pop("revision")

        state = check_highlight_state(d.pop("state"))

        start_ms = d.pop("start_ms")

        peak_ms = d.pop("peak_ms")

        end_ms = d.pop("end_ms")

        score = d.pop("score")

        decided_at_ms = d.pop("decided_at_ms")

        discontinuity = d.pop("discontinuity")

        reasons = []
        _reasons = d.pop("reasons")
        for reasons_item_data in _reasons:
            reasons_item = ReasonShape.from_dict(reasons_item_data)

            reasons.append(reasons_item)

        evidence = EvidenceShape.from_dict(d.pop("evidence"))

        workspace_id = d.pop("workspace_id")

        def _parse_channel_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        channel_id = _parse_channel_id(d.pop("channel_id"))

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
        custom: HighlightAnswerCustom | Unset
        if isinstance(_custom, Unset):
            custom = UNSET
        else:
            custom = HighlightAnswerCustom.from_dict(_custom)

        type_ = cast(Literal["highlight"] | Unset, d.pop("type", UNSET))
        if type_ != "highlight" and not isinstance(type_, Unset):
            raise ValueError(f"type must match const 'highlight', got '{type_}'")

        v = d.pop("v", UNSET)

        title = d.pop("title", UNSET)

        def _parse_transcript(data: object) -> None | TranscriptShape | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                transcript_type_0 = TranscriptShape.from_dict(data)

                return transcript_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TranscriptShape | Unset, data)

        transcript = _parse_transcript(d.pop("transcript", UNSET))

        near_miss = d.pop("near_miss", UNSET)

        highlight_answer = cls(
            highlight_id=highlight_id,
            session_id=session_id,
            revision=revision,
            state=state,
            start_ms=start_ms,
            peak_ms=peak_ms,
            end_ms=end_ms,
            score=score,
            decided_at_ms=decided_at_ms,
            discontinuity=discontinuity,
            reasons=reasons,
            evidence=evidence,
            workspace_id=workspace_id,
            channel_id=channel_id,
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
            title=title,
            transcript=transcript,
            near_miss=near_miss,
        )

        highlight_answer.additional_properties = d
        return highlight_answer

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
