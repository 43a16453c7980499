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


T = TypeVar("T", bound="RuleRequest")


@_attrs_define
class RuleRequest:
    """A rule that is to be. It is a draft: it does nothing until it is published.

    Attributes:
        name (str):
        event (RuleEvent): What a rule may wait for.
        actions (list[NotifyAction | PublishAction | RenderAction | SetFieldAction | StopWatchAction | TagAction]):
        workspace_id (None | str | Unset):
        expression (str | Unset): Over `event` (kind, at_ms, number), `row` (what the API answers for it) and
            `workspace` (id, slug, name). Empty: always. Default: ''.
        note (str | Unset):  Default: ''.
    """

    name: str
    event: RuleEvent
    actions: list[NotifyAction | PublishAction | RenderAction | SetFieldAction | StopWatchAction | TagAction]
    workspace_id: None | str | Unset = UNSET
    expression: str | Unset = ""
    note: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        from ..models.notify_action import NotifyAction  # noqa: PLC0415
        from ..models.publish_action import PublishAction  # noqa: PLC0415
        from ..models.set_field_action import SetFieldAction  # noqa: PLC0415
        from ..models.stop_watch_action import StopWatchAction  # noqa: PLC0415
        from ..models.tag_action import TagAction  # noqa: PLC0415

        name = self.name

        event: str = self.event

        actions = []
        for actions_item_data in self.actions:
            actions_item: dict[str, Any]
            if isinstance(actions_item_data, TagAction):
                actions_item = actions_item_data.to_dict()
            elif isinstance(actions_item_data, SetFieldAction):
                actions_item = actions_item_data.to_dict()
            elif isinstance(actions_item_data, PublishAction):
                actions_item = actions_item_data.to_dict()
            elif isinstance(actions_item_data, NotifyAction):
                actions_item = actions_item_data.to_dict()
            elif isinstance(actions_item_data, StopWatchAction):
                actions_item = actions_item_data.to_dict()
            else:
                actions_item = actions_item_data.to_dict()

            actions.append(actions_item)

        workspace_id: None | str | Unset
        if isinstance(self.workspace_id, Unset):
            workspace_id = UNSET
        else:
            workspace_id = self.workspace_id

        expression = self.expression

        note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "event": event,
                "actions": actions,
            }
        )
        if workspace_id is not UNSET:
            field_dict["workspace_id"] = workspace_id
        if expression is not UNSET:
            field_dict["expression"] = expression
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
        name = d.pop("name")

        event = check_rule_event(d.pop("event"))

        actions = []
        _actions = d.pop("actions")
        for actions_item_data in _actions:

            def _parse_actions_item(
                data: object,
            ) -> NotifyAction | PublishAction | RenderAction | SetFieldAction | StopWatchAction | TagAction:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    actions_item_type_0 = TagAction.from_dict(data)

                    return actions_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    actions_item_type_1 = SetFieldAction.from_dict(data)

                    return actions_item_type_1
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    actions_item_type_2 = PublishAction.from_dict(data)

                    return actions_item_type_2
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    actions_item_type_3 = NotifyAction.from_dict(data)

                    return actions_item_type_3
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    actions_item_type_4 = StopWatchAction.from_dict(data)

                    return actions_item_type_4
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                actions_item_type_5 = RenderAction.from_dict(data)

                return actions_item_type_5

            actions_item = _parse_actions_item(actions_item_data)

            actions.append(actions_item)

        def _parse_workspace_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workspace_id = _parse_workspace_id(d.pop("workspace_id", UNSET))

        expression = d.pop("expression", UNSET)

        note = d.pop("note", UNSET)

        rule_request = cls(
            name=name,
            event=event,
            actions=actions,
            workspace_id=workspace_id,
            expression=expression,
            note=note,
        )

        return rule_request
