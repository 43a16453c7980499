from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_shape import ProblemShape
from ...models.reconcile_shape import ReconcileShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    since_ms: int | None | Unset = UNSET,
    until_ms: int | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_since_ms: int | None | Unset
    if isinstance(since_ms, Unset):
        json_since_ms = UNSET
    else:
        json_since_ms = since_ms
    params["since_ms"] = json_since_ms

    json_until_ms: int | None | Unset
    if isinstance(until_ms, Unset):
        json_until_ms = UNSET
    else:
        json_until_ms = until_ms
    params["until_ms"] = json_until_ms

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/billing/differences",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemShape | ReconcileShape | None:
    if response.status_code == 200:
        response_200 = ReconcileShape.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemShape.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = ProblemShape.from_dict(response.json())

        return response_409

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
) -> Response[ProblemShape | ReconcileShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    since_ms: int | None | Unset = UNSET,
    until_ms: int | None | Unset = UNSET,
) -> Response[ProblemShape | ReconcileShape]:
    """Compare Stripe with the ledger

     For operators: payments made in a time, the last 35 days where it is left out.

    The last quarter of an hour is never compared: its events may be on their way.

    Args:
        since_ms (int | None | Unset):
        until_ms (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | ReconcileShape]
    """

    kwargs = _get_kwargs(
        since_ms=since_ms,
        until_ms=until_ms,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    since_ms: int | None | Unset = UNSET,
    until_ms: int | None | Unset = UNSET,
) -> ProblemShape | ReconcileShape | None:
    """Compare Stripe with the ledger

     For operators: payments made in a time, the last 35 days where it is left out.

    The last quarter of an hour is never compared: its events may be on their way.

    Args:
        since_ms (int | None | Unset):
        until_ms (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | ReconcileShape
    """

    return sync_detailed(
        client=client,
        since_ms=since_ms,
        until_ms=until_ms,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    since_ms: int | None | Unset = UNSET,
    until_ms: int | None | Unset = UNSET,
) -> Response[ProblemShape | ReconcileShape]:
    """Compare Stripe with the ledger

     For operators: payments made in a time, the last 35 days where it is left out.

    The last quarter of an hour is never compared: its events may be on their way.

    Args:
        since_ms (int | None | Unset):
        until_ms (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | ReconcileShape]
    """

    kwargs = _get_kwargs(
        since_ms=since_ms,
        until_ms=until_ms,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    since_ms: int | None | Unset = UNSET,
    until_ms: int | None | Unset = UNSET,
) -> ProblemShape | ReconcileShape | None:
    """Compare Stripe with the ledger

     For operators: payments made in a time, the last 35 days where it is left out.

    The last quarter of an hour is never compared: its events may be on their way.

    Args:
        since_ms (int | None | Unset):
        until_ms (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | ReconcileShape
    """

    return (
        await asyncio_detailed(
            client=client,
            since_ms=since_ms,
            until_ms=until_ms,
        )
    ).parsed
