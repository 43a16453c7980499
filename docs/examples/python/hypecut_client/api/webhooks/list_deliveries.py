from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.delivery_state import DeliveryState
from ...models.list_deliveries_sort import ListDeliveriesSort
from ...models.page_delivery_shape import PageDeliveryShape
from ...models.problem_shape import ProblemShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    row_id: str,
    *,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListDeliveriesSort | Unset = "-created_at_ms",
    state: DeliveryState | None | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    event_number: int | None | Unset = UNSET,
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

    json_state: None | str | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, str):
        json_state = state
    else:
        json_state = state
    params["state"] = json_state

    json_kind: None | str | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    else:
        json_kind = kind
    params["kind"] = json_kind

    json_event_number: int | None | Unset
    if isinstance(event_number, Unset):
        json_event_number = UNSET
    else:
        json_event_number = event_number
    params["event_number"] = json_event_number

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/webhooks/{row_id}/deliveries".format(
            row_id=quote(str(row_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageDeliveryShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = PageDeliveryShape.from_dict(response.json())

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
) -> Response[PageDeliveryShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    row_id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListDeliveriesSort | Unset = "-created_at_ms",
    state: DeliveryState | None | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    event_number: int | None | Unset = UNSET,
) -> Response[PageDeliveryShape | ProblemShape]:
    """List what was sent

     Newest first, for a month: how often each was tried, and what the last try came to.

    Args:
        row_id (str):
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListDeliveriesSort | Unset):  Default: '-created_at_ms'.
        state (DeliveryState | None | Unset):
        kind (None | str | Unset):
        event_number (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageDeliveryShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        row_id=row_id,
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        state=state,
        kind=kind,
        event_number=event_number,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    row_id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListDeliveriesSort | Unset = "-created_at_ms",
    state: DeliveryState | None | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    event_number: int | None | Unset = UNSET,
) -> PageDeliveryShape | ProblemShape | None:
    """List what was sent

     Newest first, for a month: how often each was tried, and what the last try came to.

    Args:
        row_id (str):
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListDeliveriesSort | Unset):  Default: '-created_at_ms'.
        state (DeliveryState | None | Unset):
        kind (None | str | Unset):
        event_number (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageDeliveryShape | ProblemShape
    """

    return sync_detailed(
        row_id=row_id,
        client=client,
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        state=state,
        kind=kind,
        event_number=event_number,
    ).parsed


async def asyncio_detailed(
    row_id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListDeliveriesSort | Unset = "-created_at_ms",
    state: DeliveryState | None | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    event_number: int | None | Unset = UNSET,
) -> Response[PageDeliveryShape | ProblemShape]:
    """List what was sent

     Newest first, for a month: how often each was tried, and what the last try came to.

    Args:
        row_id (str):
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListDeliveriesSort | Unset):  Default: '-created_at_ms'.
        state (DeliveryState | None | Unset):
        kind (None | str | Unset):
        event_number (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageDeliveryShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        row_id=row_id,
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        state=state,
        kind=kind,
        event_number=event_number,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    row_id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListDeliveriesSort | Unset = "-created_at_ms",
    state: DeliveryState | None | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    event_number: int | None | Unset = UNSET,
) -> PageDeliveryShape | ProblemShape | None:
    """List what was sent

     Newest first, for a month: how often each was tried, and what the last try came to.

    Args:
        row_id (str):
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListDeliveriesSort | Unset):  Default: '-created_at_ms'.
        state (DeliveryState | None | Unset):
        kind (None | str | Unset):
        event_number (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageDeliveryShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            row_id=row_id,
            client=client,
            limit=limit,
            cursor=cursor,
            total=total,
            sort=sort,
            state=state,
            kind=kind,
            event_number=event_number,
        )
    ).parsed
