from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_bot_requests_sort import ListBotRequestsSort
from ...models.page_bot_request_shape import PageBotRequestShape
from ...models.problem_shape import ProblemShape
from ...models.request_outcome import RequestOutcome
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListBotRequestsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    command: None | str | Unset = UNSET,
    outcome: None | RequestOutcome | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params["total"] = total

    json_sort: str | Unset = UNSET
    if not isinstance(sort, Unset):
        json_sort = sort

    params["sort"] = json_sort

    json_workspace_id: None | str | Unset
    if isinstance(workspace_id, Unset):
        json_workspace_id = UNSET
    else:
        json_workspace_id = workspace_id
    params["workspace_id"] = json_workspace_id

    json_channel_id: None | str | Unset
    if isinstance(channel_id, Unset):
        json_channel_id = UNSET
    else:
        json_channel_id = channel_id
    params["channel_id"] = json_channel_id

    json_command: None | str | Unset
    if isinstance(command, Unset):
        json_command = UNSET
    else:
        json_command = command
    params["command"] = json_command

    json_outcome: None | str | Unset
    if isinstance(outcome, Unset):
        json_outcome = UNSET
    elif isinstance(outcome, str):
        json_outcome = outcome
    else:
        json_outcome = outcome
    params["outcome"] = json_outcome

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/bot/requests",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageBotRequestShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = PageBotRequestShape.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemShape.from_dict(response.json())

        return response_403

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
) -> Response[PageBotRequestShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListBotRequestsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    command: None | str | Unset = UNSET,
    outcome: None | RequestOutcome | Unset = UNSET,
) -> Response[PageBotRequestShape | ProblemShape]:
    """List bot requests

     Lines that named a command, and what became of them; kept for two days.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListBotRequestsSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset):
        command (None | str | Unset):
        outcome (None | RequestOutcome | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageBotRequestShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        channel_id=channel_id,
        command=command,
        outcome=outcome,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListBotRequestsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    command: None | str | Unset = UNSET,
    outcome: None | RequestOutcome | Unset = UNSET,
) -> PageBotRequestShape | ProblemShape | None:
    """List bot requests

     Lines that named a command, and what became of them; kept for two days.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListBotRequestsSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset):
        command (None | str | Unset):
        outcome (None | RequestOutcome | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageBotRequestShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        channel_id=channel_id,
        command=command,
        outcome=outcome,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListBotRequestsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    command: None | str | Unset = UNSET,
    outcome: None | RequestOutcome | Unset = UNSET,
) -> Response[PageBotRequestShape | ProblemShape]:
    """List bot requests

     Lines that named a command, and what became of them; kept for two days.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListBotRequestsSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset):
        command (None | str | Unset):
        outcome (None | RequestOutcome | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageBotRequestShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        channel_id=channel_id,
        command=command,
        outcome=outcome,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListBotRequestsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    command: None | str | Unset = UNSET,
    outcome: None | RequestOutcome | Unset = UNSET,
) -> PageBotRequestShape | ProblemShape | None:
    """List bot requests

     Lines that named a command, and what became of them; kept for two days.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListBotRequestsSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset):
        command (None | str | Unset):
        outcome (None | RequestOutcome | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageBotRequestShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            total=total,
            sort=sort,
            workspace_id=workspace_id,
            channel_id=channel_id,
            command=command,
            outcome=outcome,
        )
    ).parsed
