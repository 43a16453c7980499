from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.heartbeat_request import HeartbeatRequest
from ...models.problem_shape import ProblemShape
from ...models.worker_shape import WorkerShape
from ...types import Response


def _get_kwargs(
    row_id: str,
    *,
    body: HeartbeatRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/workers/{row_id}/heartbeat".format(
            row_id=quote(str(row_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemShape | WorkerShape | None:
    if response.status_code == 200:
        response_200 = WorkerShape.from_dict(response.json())

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
) -> Response[ProblemShape | WorkerShape]:
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
    body: HeartbeatRequest,
) -> Response[ProblemShape | WorkerShape]:
    """Say that a worker lives

     The answer says in `state` whether the worker is to leave.

    Every 15 s; after a minute of silence a worker counts as gone. 404 after it was forgotten: register
    again.

    Args:
        row_id (str):
        body (HeartbeatRequest): A sign of life.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | WorkerShape]
    """

    kwargs = _get_kwargs(
        row_id=row_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    row_id: str,
    *,
    client: AuthenticatedClient,
    body: HeartbeatRequest,
) -> ProblemShape | WorkerShape | None:
    """Say that a worker lives

     The answer says in `state` whether the worker is to leave.

    Every 15 s; after a minute of silence a worker counts as gone. 404 after it was forgotten: register
    again.

    Args:
        row_id (str):
        body (HeartbeatRequest): A sign of life.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | WorkerShape
    """

    return sync_detailed(
        row_id=row_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    row_id: str,
    *,
    client: AuthenticatedClient,
    body: HeartbeatRequest,
) -> Response[ProblemShape | WorkerShape]:
    """Say that a worker lives

     The answer says in `state` whether the worker is to leave.

    Every 15 s; after a minute of silence a worker counts as gone. 404 after it was forgotten: register
    again.

    Args:
        row_id (str):
        body (HeartbeatRequest): A sign of life.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | WorkerShape]
    """

    kwargs = _get_kwargs(
        row_id=row_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    row_id: str,
    *,
    client: AuthenticatedClient,
    body: HeartbeatRequest,
) -> ProblemShape | WorkerShape | None:
    """Say that a worker lives

     The answer says in `state` whether the worker is to leave.

    Every 15 s; after a minute of silence a worker counts as gone. 404 after it was forgotten: register
    again.

    Args:
        row_id (str):
        body (HeartbeatRequest): A sign of life.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | WorkerShape
    """

    return (
        await asyncio_detailed(
            row_id=row_id,
            client=client,
            body=body,
        )
    ).parsed
