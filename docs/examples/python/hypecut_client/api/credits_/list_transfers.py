from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_transfers_sort import ListTransfersSort
from ...models.page_transfer_shape import PageTransferShape
from ...models.problem_shape import ProblemShape
from ...models.transfer_kind import TransferKind
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListTransfersSort | Unset = "-transfer_id",
    workspace_id: None | str | Unset = UNSET,
    kind: None | TransferKind | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    reference: None | str | Unset = UNSET,
    at_ms_min: int | None | Unset = UNSET,
    at_ms_max: int | None | Unset = UNSET,
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

    json_kind: None | str | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    elif isinstance(kind, str):
        json_kind = kind
    else:
        json_kind = kind
    params["kind"] = json_kind

    json_session_id: None | str | Unset
    if isinstance(session_id, Unset):
        json_session_id = UNSET
    else:
        json_session_id = session_id
    params["session_id"] = json_session_id

    json_reference: None | str | Unset
    if isinstance(reference, Unset):
        json_reference = UNSET
    else:
        json_reference = reference
    params["reference"] = json_reference

    json_at_ms_min: int | None | Unset
    if isinstance(at_ms_min, Unset):
        json_at_ms_min = UNSET
    else:
        json_at_ms_min = at_ms_min
    params["at_ms_min"] = json_at_ms_min

    json_at_ms_max: int | None | Unset
    if isinstance(at_ms_max, Unset):
        json_at_ms_max = UNSET
    else:
        json_at_ms_max = at_ms_max
    params["at_ms_max"] = json_at_ms_max

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/credits/transfers",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageTransferShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = PageTransferShape.from_dict(response.json())

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
) -> Response[PageTransferShape | ProblemShape]:
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
    sort: ListTransfersSort | Unset = "-transfer_id",
    workspace_id: None | str | Unset = UNSET,
    kind: None | TransferKind | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    reference: None | str | Unset = UNSET,
    at_ms_min: int | None | Unset = UNSET,
    at_ms_max: int | None | Unset = UNSET,
) -> Response[PageTransferShape | ProblemShape]:
    """List transfers

     Every line of the statement, newest first: purchases, grants, minutes, refunds, and what expired.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListTransfersSort | Unset):  Default: '-transfer_id'.
        workspace_id (None | str | Unset):
        kind (None | TransferKind | Unset):
        session_id (None | str | Unset):
        reference (None | str | Unset):
        at_ms_min (int | None | Unset):
        at_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageTransferShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        kind=kind,
        session_id=session_id,
        reference=reference,
        at_ms_min=at_ms_min,
        at_ms_max=at_ms_max,
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
    sort: ListTransfersSort | Unset = "-transfer_id",
    workspace_id: None | str | Unset = UNSET,
    kind: None | TransferKind | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    reference: None | str | Unset = UNSET,
    at_ms_min: int | None | Unset = UNSET,
    at_ms_max: int | None | Unset = UNSET,
) -> PageTransferShape | ProblemShape | None:
    """List transfers

     Every line of the statement, newest first: purchases, grants, minutes, refunds, and what expired.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListTransfersSort | Unset):  Default: '-transfer_id'.
        workspace_id (None | str | Unset):
        kind (None | TransferKind | Unset):
        session_id (None | str | Unset):
        reference (None | str | Unset):
        at_ms_min (int | None | Unset):
        at_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageTransferShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        kind=kind,
        session_id=session_id,
        reference=reference,
        at_ms_min=at_ms_min,
        at_ms_max=at_ms_max,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListTransfersSort | Unset = "-transfer_id",
    workspace_id: None | str | Unset = UNSET,
    kind: None | TransferKind | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    reference: None | str | Unset = UNSET,
    at_ms_min: int | None | Unset = UNSET,
    at_ms_max: int | None | Unset = UNSET,
) -> Response[PageTransferShape | ProblemShape]:
    """List transfers

     Every line of the statement, newest first: purchases, grants, minutes, refunds, and what expired.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListTransfersSort | Unset):  Default: '-transfer_id'.
        workspace_id (None | str | Unset):
        kind (None | TransferKind | Unset):
        session_id (None | str | Unset):
        reference (None | str | Unset):
        at_ms_min (int | None | Unset):
        at_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageTransferShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        kind=kind,
        session_id=session_id,
        reference=reference,
        at_ms_min=at_ms_min,
        at_ms_max=at_ms_max,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListTransfersSort | Unset = "-transfer_id",
    workspace_id: None | str | Unset = UNSET,
    kind: None | TransferKind | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    reference: None | str | Unset = UNSET,
    at_ms_min: int | None | Unset = UNSET,
    at_ms_max: int | None | Unset = UNSET,
) -> PageTransferShape | ProblemShape | None:
    """List transfers

     Every line of the statement, newest first: purchases, grants, minutes, refunds, and what expired.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListTransfersSort | Unset):  Default: '-transfer_id'.
        workspace_id (None | str | Unset):
        kind (None | TransferKind | Unset):
        session_id (None | str | Unset):
        reference (None | str | Unset):
        at_ms_min (int | None | Unset):
        at_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageTransferShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            total=total,
            sort=sort,
            workspace_id=workspace_id,
            kind=kind,
            session_id=session_id,
            reference=reference,
            at_ms_min=at_ms_min,
            at_ms_max=at_ms_max,
        )
    ).parsed
