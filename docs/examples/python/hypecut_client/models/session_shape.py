from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.stream_change import StreamChange


T = TypeVar("T", bound="SessionShape")


@_attrs_define
class SessionShape:
    """A session. `incarnation` must be shown with each report; `ended_at_ms` is null while it runs.

    Attributes:
        session_id (str):
        watch_id (str):
        workspace_id (str):
        channel_id (None | str):
        incarnation (int):
        node (str):
        started_at_ms (int): Milliseconds.
        speed (float):
        source (str):
        title (str):
        discontinuity (int):
        recorded_until_ms (int): Milliseconds.
        ended_at_ms (int | None):
        end_reason (str):
        broadcaster (str | Unset): Login of the channel of Twitch that it is of; empty for none, or not known. Default:
            ''.
        category_id (str | Unset):  Default: ''.
        category (str | Unset): What is played, as the channel said last. Default: ''.
        language (str | Unset): Spoken, as the channel said last: `en`, `de`. Default: ''.
        changes (list[StreamChange] | Unset): Title, category and language over the session, oldest first.
    """

    session_id: str
    watch_id: str
    workspace_id: str
    channel_id: None | str
    incarnation: int
    node: str
    started_at_ms: int
    speed: float
    source: str
    title: str
    discontinuity: int
    recorded_until_ms: int
    ended_at_ms: int | None
    end_reason: str
    broadcaster: str | Unset = ""
    category_id: str | Unset = ""
    category: str | Unset = ""
    language: str | Unset = ""
    changes: list[StreamChange] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        watch_id = self.watch_id

        workspace_id = self.workspace_id

        channel_id: None | str
        channel_id = self.channel_id

        incarnation = self.incarnation

        node = self.node

        started_at_ms = self.started_at_ms

        speed = self.speed

        source = self.source

        title = self.title

        discontinuity = self.discontinuity

        recorded_until_ms = self.recorded_until_ms

        ended_at_ms: int | None
        ended_at_ms = self.ended_at_ms

        end_reason = self.end_reason

        broadcaster = self.broadcaster

        category_id = self.category_id

        category = self.category

        language = self.language

        changes: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.changes, Unset):
            changes = []
            for changes_item_data in self.changes:
                changes_item = changes_item_data.to_dict()
                changes.append(changes_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "session_id": session_id,
                "watch_id": watch_id,
                "workspace_id": workspace_id,
                "channel_id": channel_id,
                "incarnation": incarnation,
                "node": node,
                "started_at_ms": started_at_ms,
                "speed": speed,
                "source": source,
                "title": title,
                "discontinuity": discontinuity,
                "recorded_until_ms": recorded_until_ms,
                "ended_at_ms": ended_at_ms,
                "end_reason": end_reason,
            }
        )
        if broadcaster is not UNSET:
            field_dict["broadcaster"] = broadcaster
        if category_id is not UNSET:
            field_dict["category_id"] = category_id
        if category is not UNSET:
            field_dict["category"] = category
        if language is not UNSET:
            field_dict["language"] = language
        if changes is not UNSET:
            field_dict["changes"] = changes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.stream_change import StreamChange  # noqa: PLC0415

        d = dict(src_dict)
        session_id = d.pop("session_id")

        watch_id = d.pop("watch_id")

        workspace_id = d.pop("workspace_id")

        def _parse_channel_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        channel_id = _parse_channel_id(d.pop("channel_id"))

        incarnation = d.pop("incarnation")

        node = d.pop("node")

        started_at_ms = d.pop("started_at_ms")

        speed = d.pop("speed")

        source = d.pop("source")

        title = d.pop("title")

        discontinuity = d.pop("discontinuity")

        recorded_until_ms = d.pop("recorded_until_ms")

        def _parse_ended_at_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        ended_at_ms = _parse_ended_at_ms(d.pop("ended_at_ms"))

        end_reason = d.pop("end_reason")

        broadcaster = d.pop("broadcaster", UNSET)

        category_id = d.pop("category_id", UNSET)

        category = d.pop("category", UNSET)

        language = d.pop("language", UNSET)

        _changes = d.pop("changes", UNSET)
        changes: list[StreamChange] | Unset = UNSET
        if _changes is not UNSET:
            changes = []
            for changes_item_data in _changes:
                changes_item = StreamChange.from_dict(changes_item_data)

                changes.append(changes_item)

        session_shape = cls(
            session_id=session_id,
            watch_id=watch_id,
            workspace_id=workspace_id,
            channel_id=channel_id,
            incarnation=incarnation,
            node=node,
            started_at_ms=started_at_ms,
            speed=speed,
            source=source,
            title=title,
            discontinuity=discontinuity,
            recorded_until_ms=recorded_until_ms,
            ended_at_ms=ended_at_ms,
            end_reason=end_reason,
            broadcaster=broadcaster,
            category_id=category_id,
            category=category,
            language=language,
            changes=changes,
        )

        session_shape.additional_properties = d
        return session_shape

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
