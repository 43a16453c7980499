from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_shape import ProblemShape
from ...models.top_up_settings import TopUpSettings
from ...models.top_up_settings_shape import TopUpSettingsShape
from ...types import Response


def _get_kwargs(
    *,
    body: TopUpSettings,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/billing/top-up",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemShape | TopUpSettingsShape | None:
    if response.status_code == 200:
        response_200 = TopUpSettingsShape.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ProblemShape.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemShape.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ProblemShape.from_dict(response.json())

        return response_404

    if response.status_code == 409:
        response_409 = ProblemShape.from_dict(response.json())

        return response_409

    if response.status_code == 413:
        response_413 = ProblemShape.from_dict(response.json())

        return response_413

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
) -> Response[ProblemShape | TopUpSettingsShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: TopUpSettings,
) -> Response[ProblemShape | TopUpSettingsShape]:
    """Set automatic top-ups

     Buys `pack` with the saved payment method whenever fewer than `threshold_credits` are left.

    It never costs more than `cap_cents` in a calendar month. Three payments in a row that fail turn it
    off;
    setting it again turns it on.

    Args:
        body (TopUpSettings): Buy `pack` when fewer than `threshold_credits` are left, for at most
            `cap_cents` a calendar month.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | TopUpSettingsShape]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: TopUpSettings,
) -> ProblemShape | TopUpSettingsShape | None:
    """Set automatic top-ups

     Buys `pack` with the saved payment method whenever fewer than `threshold_credits` are left.

    It never costs more than `cap_cents` in a calendar month. Three payments in a row that fail turn it
    off;
    setting it again turns it on.

    Args:
        body (TopUpSettings): Buy `pack` when fewer than `threshold_credits` are left, for at most
            `cap_cents` a calendar month.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | TopUpSettingsShape
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: TopUpSettings,
) -> Response[ProblemShape | TopUpSettingsShape]:
    """Set automatic top-ups

     Buys `pack` with the saved payment method whenever fewer than `threshold_credits` are left.

    It never costs more than `cap_cents` in a calendar month. Three payments in a row that fail turn it
    off;
    setting it again turns it on.

    Args:
        body (TopUpSettings): Buy `pack` when fewer than `threshold_credits` are left, for at most
            `cap_cents` a calendar month.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | TopUpSettingsShape]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: TopUpSettings,
) -> ProblemShape | TopUpSettingsShape | None:
    """Set automatic top-ups

     Buys `pack` with the saved payment method whenever fewer than `threshold_credits` are left.

    It never costs more than `cap_cents` in a calendar month. Three payments in a row that fail turn it
    off;
    setting it again turns it on.

    Args:
        body (TopUpSettings): Buy `pack` when fewer than `threshold_credits` are left, for at most
            `cap_cents` a calendar month.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | TopUpSettingsShape
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
