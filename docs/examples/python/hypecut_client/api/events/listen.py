from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.kind import Kind
from ...models.problem_shape import ProblemShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    workspace_id: str,
    *,
    kinds: list[Kind] | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    last_event_id: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(last_event_id, Unset):
        headers["last-event-id"] = last_event_id

    params: dict[str, Any] = {}

    json_kinds: list[str] | None | Unset
    if isinstance(kinds, Unset):
        json_kinds = UNSET
    elif isinstance(kinds, list):
        json_kinds = []
        for kinds_type_0_item_data in kinds:
            kinds_type_0_item: str = kinds_type_0_item_data
            json_kinds.append(kinds_type_0_item)

    else:
        json_kinds = kinds
    params["kinds"] = json_kinds

    json_after: int | None | Unset
    if isinstance(after, Unset):
        json_after = UNSET
    else:
        json_after = after
    params["after"] = json_after

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/workspaces/{workspace_id}/events".format(
            workspace_id=quote(str(workspace_id), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ProblemShape | None:
    if response.status_code == 200:
        response_200 = cast(Any, None)
        return response_200

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemShape.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ProblemShape.from_dict(response.json())

        return response_404

    if response.status_code == 410:
        response_410 = ProblemShape.from_dict(response.json())

        return response_410

    if response.status_code == 422:
        response_422 = ProblemShape.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ProblemShape.from_dict(response.json())

        return response_429

    if response.status_code == 503:
        response_503 = ProblemShape.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    workspace_id: str,
    *,
    client: AuthenticatedClient,
    kinds: list[Kind] | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    last_event_id: None | str | Unset = UNSET,
) -> Response[Any | ProblemShape]:
    """Listen to events

     Server-sent events: `id` is the number, `event` the kind, `data` what `GET /v1/events` shows.

    Without a position it begins with what comes next. A browser that connects anew goes on where it
    was. If
    that is not kept any more, a `reset` comes first: read the lists anew. With `after` that is a 410.
    When
    the rights of the token end, an `end` event comes last. A comment every 15 s shows that it lives.

    Args:
        workspace_id (str):
        kinds (list[Kind] | None | Unset): Only these; repeat it.
        after (int | None | Unset): The number of the last event that you have.
        last_event_id (None | str | Unset): The same, as browsers send it; it counts for more.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemShape]
    """

    kwargs = _get_kwargs(
        workspace_id=workspace_id,
        kinds=kinds,
        after=after,
        last_event_id=last_event_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    workspace_id: str,
    *,
    client: AuthenticatedClient,
    kinds: list[Kind] | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    last_event_id: None | str | Unset = UNSET,
) -> Any | ProblemShape | None:
    """Listen to events

     Server-sent events: `id` is the number, `event` the kind, `data` what `GET /v1/events` shows.

    Without a position it begins with what comes next. A browser that connects anew goes on where it
    was. If
    that is not kept any more, a `reset` comes first: read the lists anew. With `after` that is a 410.
    When
    the rights of the token end, an `end` event comes last. A comment every 15 s shows that it lives.

    Args:
        workspace_id (str):
        kinds (list[Kind] | None | Unset): Only these; repeat it.
        after (int | None | Unset): The number of the last event that you have.
        last_event_id (None | str | Unset): The same, as browsers send it; it counts for more.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemShape
    """

    return sync_detailed(
        workspace_id=workspace_id,
        client=client,
        kinds=kinds,
        after=after,
        last_event_id=last_event_id,
    ).parsed


async def asyncio_detailed(
    workspace_id: str,
    *,
    client: AuthenticatedClient,
    kinds: list[Kind] | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    last_event_id: None | str | Unset = UNSET,
) -> Response[Any | ProblemShape]:
    """Listen to events

     Server-sent events: `id` is the number, `event` the kind, `data` what `GET /v1/events` shows.

    Without a position it begins with what comes next. A browser that connects anew goes on where it
    was. If
    that is not kept any more, a `reset` comes first: read the lists anew. With `after` that is a 410.
    When
    the rights of the token end, an `end` event comes last. A comment every 15 s shows that it lives.

    Args:
        workspace_id (str):
        kinds (list[Kind] | None | Unset): Only these; repeat it.
        after (int | None | Unset): The number of the last event that you have.
        last_event_id (None | str | Unset): The same, as browsers send it; it counts for more.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemShape]
    """

    kwargs = _get_kwargs(
        workspace_id=workspace_id,
        kinds=kinds,
        after=after,
        last_event_id=last_event_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    workspace_id: str,
    *,
    client: AuthenticatedClient,
    kinds: list[Kind] | None | Unset = UNSET,
    after: int | None | Unset = UNSET,
    last_event_id: None | str | Unset = UNSET,
) -> Any | ProblemShape | None:
    """Listen to events

     Server-sent events: `id` is the number, `event` the kind, `data` what `GET /v1/events` shows.

    Without a position it begins with what comes next. A browser that connects anew goes on where it
    was. If
    that is not kept any more, a `reset` comes first: read the lists anew. With `after` that is a 410.
    When
    the rights of the token end, an `end` event comes last. A comment every 15 s shows that it lives.

    Args:
        workspace_id (str):
        kinds (list[Kind] | None | Unset): Only these; repeat it.
        after (int | None | Unset): The number of the last event that you have.
        last_event_id (None | str | Unset): The same, as browsers send it; it counts for more.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemShape
    """

    return (
        await asyncio_detailed(
            workspace_id=workspace_id,
            client=client,
            kinds=kinds,
            after=after,
            last_event_id=last_event_id,
        )
    ).parsed
