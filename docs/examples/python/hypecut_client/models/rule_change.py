from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.rule_event import RuleEvent, check_rule_event
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.notify_action import NotifyAction
    from ..models.publish_action import PublishAction
    from ..models.render_action import RenderAction
    from ..models.set_field_action import SetFieldAction
    from ..models.stop_watch_action import StopWatchAction
    from ..models.tag_action import TagAction


T = TypeVar("T", bound="RuleChange")


@_attrs_define
class RuleChange:
    """What can be changed of a rule. Anything but the name makes a new version, which is a draft.

    Attributes:
        name (None | str | Unset):
        event (None | RuleEvent | Unset):
        expression (None | str | Unset):
        actions (list[NotifyAction | PublishAction | RenderAction | SetFieldAction | StopWatchAction | TagAction] | None
            | Unset):
        note (None | str | Unset):
    """

    name: None | str | Unset = UNSET
    event: None | RuleEvent | Unset = UNSET
    expression: None | str | Unset = UNSET
    actions: (
        list[NotifyAction | PublishAction | RenderAction | SetFieldAction | StopWatchAction | TagAction]
        | None
        | Unset
    ) = UNSET
    note: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.notify_action import NotifyAction  # noqa: PLC0415
        from ..models.publish_action import PublishAction  # noqa: PLC0415
        from ..models.set_field_action import SetFieldAction  # noqa: PLC0415
        from ..models.stop_watch_action import StopWatchAction  # noqa: PLC0415
        from ..models.tag_action import TagAction  # noqa: PLC0415

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        event: None | str | Unset
        if isinstance(self.event, Unset):
            event = UNSET
        elif isinstance(self.event, str):
            event = self.event
        else:
            event = self.event

        expression: None | str | Unset
        if isinstance(self.expression, Unset):
            expression = UNSET
        else:
            expression = self.expression

        actions: list[dict[str, Any]] | None | Unset
        if isinstance(self.actions, Unset):
            actions = UNSET
        elif isinstance(self.actions, list):
            actions = []
            for actions_type_0_item_data in self.actions:
                actions_type_0_item: dict[str, Any]
                if isinstance(actions_type_0_item_data, TagAction):
                    actions_type_0_item = actions_type_0_item_data.to_dict()
                elif isinstance(actions_type_0_item_data, SetFieldAction):
                    actions_type_0_item = actions_type_0_item_data.to_dict()
                elif isinstance(actions_type_0_item_data, PublishAction):
                    actions_type_0_item = actions_type_0_item_data.to_dict()
                elif isinstance(actions_type_0_item_data, NotifyAction):
                    actions_type_0_item = actions_type_0_item_data.to_dict()
                elif isinstance(actions_type_0_item_data, StopWatchAction):
                    actions_type_0_item = actions_type_0_item_data.to_dict()
                else:
                    actions_type_0_item = actions_type_0_item_data.to_dict()

                actions.append(actions_type_0_item)

        else:
            actions = self.actions

        note: None | str | Unset
        if isinstance(self.note, Unset):
            note = UNSET
        else:
            note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if event is not UNSET:
            field_dict["event"] = event
        if expression is not UNSET:
            field_dict["expression"] = expression
        if actions is not UNSET:
            field_dict["actions"] = actions
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.notify_action import NotifyAction  # noqa: PLC0415
        from ..models.publish_action import PublishAction  # noqa: PLC0415
        from ..models.render_action import RenderAction  # noqa: PLC0415
        from ..models.set_field_action import SetFieldAction  # noqa: PLC0415
        from ..models.stop_watch_action import StopWatchAction  # noqa: PLC0415
        from ..models.tag_action import TagAction  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_event(data: object) -> None | RuleEvent | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                event_type_0 = check_rule_event(data)

                return event_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RuleEvent | Unset, data)

        event = _parse_event(d.pop("event", UNSET))

        def _parse_expression(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        expression = _parse_expression(d.pop("expression", UNSET))

        def _parse_actions(
            data: object,
        ) -> (
            list[NotifyAction | PublishAction | RenderAction | SetFieldAction | StopWatchAction | TagAction]
            | None
            | Unset
        ):
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                actions_type_0 = []
                _actions_type_0 = data
                for actions_type_0_item_data in _actions_type_0:

                    def _parse_actions_type_0_item(
                        data: object,
                    ) -> (
                        NotifyAction
                        | PublishAction
                        | RenderAction
                        | SetFieldAction
                        | StopWatchAction
                        | TagAction
                    ):
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            actions_type_0_item_type_0 = TagAction.from_dict(data)

                            return actions_type_0_item_type_0
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            actions_type_0_item_type_1 = SetFieldAction.from_dict(data)

                            return actions_type_0_item_type_1
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            actions_type_0_item_type_2 = PublishAction.from_dict(data)

                            return actions_type_0_item_type_2
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            actions_type_0_item_type_3 = NotifyAction.from_dict(data)

                            return actions_type_0_item_type_3
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        try:
                            if not isinstance(data, dict):
                                raise TypeError()
                            actions_type_0_item_type_4 = StopWatchAction.from_dict(data)

                            return actions_type_0_item_type_4
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        if not isinstance(data, dict):
                            raise TypeError()
                        actions_type_0_item_type_5 = RenderAction.from_dict(data)

                        return actions_type_0_item_type_5

                    actions_type_0_item = _parse_actions_type_0_item(actions_type_0_item_data)

                    actions_type_0.append(actions_type_0_item)

                return actions_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                list[
                    NotifyAction | PublishAction | RenderAction | SetFieldAction | StopWatchAction | TagAction
                ]
                | None
                | Unset,
                data,
            )

        actions = _parse_actions(d.pop("actions", UNSET))

        def _parse_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        note = _parse_note(d.pop("note", UNSET))

        rule_change = cls(
            name=name,
            event=event,
            expression=expression,
            actions=actions,
            note=note,
        )

        return rule_change
