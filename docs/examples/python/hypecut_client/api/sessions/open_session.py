from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_shape import ProblemShape
from ...models.session_request_shape import SessionRequestShape
from ...models.session_shape import SessionShape
from ...types import Response


def _get_kwargs(
    *,
    body: SessionRequestShape,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/sessions",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemShape | SessionShape | None:
    if response.status_code == 201:
        response_201 = SessionShape.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = ProblemShape.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

    if response.status_code == 402:
        response_402 = ProblemShape.from_dict(response.json())

        return response_402

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
) -> Response[ProblemShape | SessionShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: SessionRequestShape,
) -> Response[ProblemShape | SessionShape]:
    """Open or take over a session

     A watch has one open session at most, and while it is open, this takes it over.

    The session and its media time 0 stay, the incarnation goes up, and the process that had it
    before is fenced off.

    Args:
        body (SessionRequestShape): Open the session of a watch, or take its open one over.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | SessionShape]
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
    body: SessionRequestShape,
) -> ProblemShape | SessionShape | None:
    """Open or take over a session

     A watch has one open session at most, and while it is open, this takes it over.

    The session and its media time 0 stay, the incarnation goes up, and the process that had it
    before is fenced off.

    Args:
        body (SessionRequestShape): Open the session of a watch, or take its open one over.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | SessionShape
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SessionRequestShape,
) -> Response[ProblemShape | SessionShape]:
    """Open or take over a session

     A watch has one open session at most, and while it is open, this takes it over.

    The session and its media time 0 stay, the incarnation goes up, and the process that had it
    before is fenced off.

    Args:
        body (SessionRequestShape): Open the session of a watch, or take its open one over.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | SessionShape]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SessionRequestShape,
) -> ProblemShape | SessionShape | None:
    """Open or take over a session

     A watch has one open session at most, and while it is open, this takes it over.

    The session and its media time 0 stay, the incarnation goes up, and the process that had it
    before is fenced off.

    Args:
        body (SessionRequestShape): Open the session of a watch, or take its open one over.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | SessionShape
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
