from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_wishes_sort import ListWishesSort
from ...models.page_wish_shape import PageWishShape
from ...models.problem_shape import ProblemShape
from ...models.wish_outcome import WishOutcome
from ...models.wish_state import WishState
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListWishesSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    moment_id: None | str | Unset = UNSET,
    highlight_id: None | str | Unset = UNSET,
    state: None | Unset | WishState = UNSET,
    outcome: None | Unset | WishOutcome = UNSET,
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

    json_session_id: None | str | Unset
    if isinstance(session_id, Unset):
        json_session_id = UNSET
    else:
        json_session_id = session_id
    params["session_id"] = json_session_id

    json_moment_id: None | str | Unset
    if isinstance(moment_id, Unset):
        json_moment_id = UNSET
    else:
        json_moment_id = moment_id
    params["moment_id"] = json_moment_id

    json_highlight_id: None | str | Unset
    if isinstance(highlight_id, Unset):
        json_highlight_id = UNSET
    else:
        json_highlight_id = highlight_id
    params["highlight_id"] = json_highlight_id

    json_state: None | str | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, str):
        json_state = state
    else:
        json_state = state
    params["state"] = json_state

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
        "url": "/v1/bot/wishes",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageWishShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = PageWishShape.from_dict(response.json())

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
) -> Response[PageWishShape | ProblemShape]:
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
    sort: ListWishesSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    moment_id: None | str | Unset = UNSET,
    highlight_id: None | str | Unset = UNSET,
    state: None | Unset | WishState = UNSET,
    outcome: None | Unset | WishOutcome = UNSET,
) -> Response[PageWishShape | ProblemShape]:
    """List wishes

     Moments that chats want as clips, and what came of each; kept for a month.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListWishesSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset): Only those of this channel.
        session_id (None | str | Unset): Only those of this session.
        moment_id (None | str | Unset):
        highlight_id (None | str | Unset):
        state (None | Unset | WishState):
        outcome (None | Unset | WishOutcome):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageWishShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        channel_id=channel_id,
        session_id=session_id,
        moment_id=moment_id,
        highlight_id=highlight_id,
        state=state,
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
    sort: ListWishesSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    moment_id: None | str | Unset = UNSET,
    highlight_id: None | str | Unset = UNSET,
    state: None | Unset | WishState = UNSET,
    outcome: None | Unset | WishOutcome = UNSET,
) -> PageWishShape | ProblemShape | None:
    """List wishes

     Moments that chats want as clips, and what came of each; kept for a month.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListWishesSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset): Only those of this channel.
        session_id (None | str | Unset): Only those of this session.
        moment_id (None | str | Unset):
        highlight_id (None | str | Unset):
        state (None | Unset | WishState):
        outcome (None | Unset | WishOutcome):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageWishShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        channel_id=channel_id,
        session_id=session_id,
        moment_id=moment_id,
        highlight_id=highlight_id,
        state=state,
        outcome=outcome,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListWishesSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    moment_id: None | str | Unset = UNSET,
    highlight_id: None | str | Unset = UNSET,
    state: None | Unset | WishState = UNSET,
    outcome: None | Unset | WishOutcome = UNSET,
) -> Response[PageWishShape | ProblemShape]:
    """List wishes

     Moments that chats want as clips, and what came of each; kept for a month.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListWishesSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset): Only those of this channel.
        session_id (None | str | Unset): Only those of this session.
        moment_id (None | str | Unset):
        highlight_id (None | str | Unset):
        state (None | Unset | WishState):
        outcome (None | Unset | WishOutcome):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageWishShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        channel_id=channel_id,
        session_id=session_id,
        moment_id=moment_id,
        highlight_id=highlight_id,
        state=state,
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
    sort: ListWishesSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    moment_id: None | str | Unset = UNSET,
    highlight_id: None | str | Unset = UNSET,
    state: None | Unset | WishState = UNSET,
    outcome: None | Unset | WishOutcome = UNSET,
) -> PageWishShape | ProblemShape | None:
    """List wishes

     Moments that chats want as clips, and what came of each; kept for a month.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListWishesSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset): Only those of this channel.
        session_id (None | str | Unset): Only those of this session.
        moment_id (None | str | Unset):
        highlight_id (None | str | Unset):
        state (None | Unset | WishState):
        outcome (None | Unset | WishOutcome):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageWishShape | ProblemShape
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
            session_id=session_id,
            moment_id=moment_id,
            highlight_id=highlight_id,
            state=state,
            outcome=outcome,
        )
    ).parsed
