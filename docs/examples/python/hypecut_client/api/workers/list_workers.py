from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_workers_sort import ListWorkersSort
from ...models.page_worker_shape import PageWorkerShape
from ...models.problem_shape import ProblemShape
from ...models.worker_state import WorkerState
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListWorkersSort | Unset = "-last_seen_at_ms",
    node: None | str | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    state: None | Unset | WorkerState = UNSET,
    gone: bool | None | Unset = UNSET,
    last_seen_at_ms_min: int | None | Unset = UNSET,
    last_seen_at_ms_max: int | None | Unset = UNSET,
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

    json_node: None | str | Unset
    if isinstance(node, Unset):
        json_node = UNSET
    else:
        json_node = node
    params["node"] = json_node

    json_kind: None | str | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    else:
        json_kind = kind
    params["kind"] = json_kind

    json_state: None | str | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, str):
        json_state = state
    else:
        json_state = state
    params["state"] = json_state

    json_gone: bool | None | Unset
    if isinstance(gone, Unset):
        json_gone = UNSET
    else:
        json_gone = gone
    params["gone"] = json_gone

    json_last_seen_at_ms_min: int | None | Unset
    if isinstance(last_seen_at_ms_min, Unset):
        json_last_seen_at_ms_min = UNSET
    else:
        json_last_seen_at_ms_min = last_seen_at_ms_min
    params["last_seen_at_ms_min"] = json_last_seen_at_ms_min

    json_last_seen_at_ms_max: int | None | Unset
    if isinstance(last_seen_at_ms_max, Unset):
        json_last_seen_at_ms_max = UNSET
    else:
        json_last_seen_at_ms_max = last_seen_at_ms_max
    params["last_seen_at_ms_max"] = json_last_seen_at_ms_max

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/workers",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageWorkerShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = PageWorkerShape.from_dict(response.json())

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
) -> Response[PageWorkerShape | ProblemShape]:
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
    sort: ListWorkersSort | Unset = "-last_seen_at_ms",
    node: None | str | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    state: None | Unset | WorkerState = UNSET,
    gone: bool | None | Unset = UNSET,
    last_seen_at_ms_min: int | None | Unset = UNSET,
    last_seen_at_ms_max: int | None | Unset = UNSET,
) -> Response[PageWorkerShape | ProblemShape]:
    """List workers

     All of them, those that are gone as well; who was seen last comes first.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListWorkersSort | Unset):  Default: '-last_seen_at_ms'.
        node (None | str | Unset):
        kind (None | str | Unset):
        state (None | Unset | WorkerState):
        gone (bool | None | Unset): Only those that are, or are not, gone.
        last_seen_at_ms_min (int | None | Unset):
        last_seen_at_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageWorkerShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        node=node,
        kind=kind,
        state=state,
        gone=gone,
        last_seen_at_ms_min=last_seen_at_ms_min,
        last_seen_at_ms_max=last_seen_at_ms_max,
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
    sort: ListWorkersSort | Unset = "-last_seen_at_ms",
    node: None | str | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    state: None | Unset | WorkerState = UNSET,
    gone: bool | None | Unset = UNSET,
    last_seen_at_ms_min: int | None | Unset = UNSET,
    last_seen_at_ms_max: int | None | Unset = UNSET,
) -> PageWorkerShape | ProblemShape | None:
    """List workers

     All of them, those that are gone as well; who was seen last comes first.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListWorkersSort | Unset):  Default: '-last_seen_at_ms'.
        node (None | str | Unset):
        kind (None | str | Unset):
        state (None | Unset | WorkerState):
        gone (bool | None | Unset): Only those that are, or are not, gone.
        last_seen_at_ms_min (int | None | Unset):
        last_seen_at_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageWorkerShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        node=node,
        kind=kind,
        state=state,
        gone=gone,
        last_seen_at_ms_min=last_seen_at_ms_min,
        last_seen_at_ms_max=last_seen_at_ms_max,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListWorkersSort | Unset = "-last_seen_at_ms",
    node: None | str | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    state: None | Unset | WorkerState = UNSET,
    gone: bool | None | Unset = UNSET,
    last_seen_at_ms_min: int | None | Unset = UNSET,
    last_seen_at_ms_max: int | None | Unset = UNSET,
) -> Response[PageWorkerShape | ProblemShape]:
    """List workers

     All of them, those that are gone as well; who was seen last comes first.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListWorkersSort | Unset):  Default: '-last_seen_at_ms'.
        node (None | str | Unset):
        kind (None | str | Unset):
        state (None | Unset | WorkerState):
        gone (bool | None | Unset): Only those that are, or are not, gone.
        last_seen_at_ms_min (int | None | Unset):
        last_seen_at_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageWorkerShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        node=node,
        kind=kind,
        state=state,
        gone=gone,
        last_seen_at_ms_min=last_seen_at_ms_min,
        last_seen_at_ms_max=last_seen_at_ms_max,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListWorkersSort | Unset = "-last_seen_at_ms",
    node: None | str | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    state: None | Unset | WorkerState = UNSET,
    gone: bool | None | Unset = UNSET,
    last_seen_at_ms_min: int | None | Unset = UNSET,
    last_seen_at_ms_max: int | None | Unset = UNSET,
) -> PageWorkerShape | ProblemShape | None:
    """List workers

     All of them, those that are gone as well; who was seen last comes first.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListWorkersSort | Unset):  Default: '-last_seen_at_ms'.
        node (None | str | Unset):
        kind (None | str | Unset):
        state (None | Unset | WorkerState):
        gone (bool | None | Unset): Only those that are, or are not, gone.
        last_seen_at_ms_min (int | None | Unset):
        last_seen_at_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageWorkerShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            total=total,
            sort=sort,
            node=node,
            kind=kind,
            state=state,
            gone=gone,
            last_seen_at_ms_min=last_seen_at_ms_min,
            last_seen_at_ms_max=last_seen_at_ms_max,
        )
    ).parsed
