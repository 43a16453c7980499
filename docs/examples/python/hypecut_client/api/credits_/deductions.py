from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deduction_request import DeductionRequest
from ...models.deduction_shape import DeductionShape
from ...models.problem_shape import ProblemShape
from ...types import Response


def _get_kwargs(
    *,
    body: DeductionRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/credits/deductions",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DeductionShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = DeductionShape.from_dict(response.json())

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
) -> Response[DeductionShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: DeductionRequest,
) -> Response[DeductionShape | ProblemShape]:
    """Charge minutes

     What the credit agent sends. Session and minute identify a minute: the same again costs nothing.

    Args:
        body (DeductionRequest): Minutes to be charged, in any order, with repetitions.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeductionShape | ProblemShape]
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
    body: DeductionRequest,
) -> DeductionShape | ProblemShape | None:
    """Charge minutes

     What the credit agent sends. Session and minute identify a minute: the same again costs nothing.

    Args:
        body (DeductionRequest): Minutes to be charged, in any order, with repetitions.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeductionShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: DeductionRequest,
) -> Response[DeductionShape | ProblemShape]:
    """Charge minutes

     What the credit agent sends. Session and minute identify a minute: the same again costs nothing.

    Args:
        body (DeductionRequest): Minutes to be charged, in any order, with repetitions.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeductionShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: DeductionRequest,
) -> DeductionShape | ProblemShape | None:
    """Charge minutes

     What the credit agent sends. Session and minute identify a minute: the same again costs nothing.

    Args:
        body (DeductionRequest): Minutes to be charged, in any order, with repetitions.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeductionShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
