from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_shape import ProblemShape
from ...models.statement_shape import StatementShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    from_ms: int | Unset = 0,
    to_ms: int | None | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["from_ms"] = from_ms

    json_to_ms: int | None | Unset
    if isinstance(to_ms, Unset):
        json_to_ms = UNSET
    else:
        json_to_ms = to_ms
    params["to_ms"] = json_to_ms

    json_workspace_id: None | str | Unset
    if isinstance(workspace_id, Unset):
        json_workspace_id = UNSET
    else:
        json_workspace_id = workspace_id
    params["workspace_id"] = json_workspace_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/credits/statement",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemShape | StatementShape | None:
    if response.status_code == 200:
        response_200 = StatementShape.from_dict(response.json())

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
) -> Response[ProblemShape | StatementShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    from_ms: int | Unset = 0,
    to_ms: int | None | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
) -> Response[ProblemShape | StatementShape]:
    """Read a statement

     The balance at both ends, what moved in between, and what each session cost.

    Args:
        from_ms (int | Unset): Epoch time, included. Default: 0.
        to_ms (int | None | Unset): Epoch time, not included; now, when left out.
        workspace_id (None | str | Unset): Yours, when left out and you have one.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | StatementShape]
    """

    kwargs = _get_kwargs(
        from_ms=from_ms,
        to_ms=to_ms,
        workspace_id=workspace_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    from_ms: int | Unset = 0,
    to_ms: int | None | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
) -> ProblemShape | StatementShape | None:
    """Read a statement

     The balance at both ends, what moved in between, and what each session cost.

    Args:
        from_ms (int | Unset): Epoch time, included. Default: 0.
        to_ms (int | None | Unset): Epoch time, not included; now, when left out.
        workspace_id (None | str | Unset): Yours, when left out and you have one.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | StatementShape
    """

    return sync_detailed(
        client=client,
        from_ms=from_ms,
        to_ms=to_ms,
        workspace_id=workspace_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    from_ms: int | Unset = 0,
    to_ms: int | None | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
) -> Response[ProblemShape | StatementShape]:
    """Read a statement

     The balance at both ends, what moved in between, and what each session cost.

    Args:
        from_ms (int | Unset): Epoch time, included. Default: 0.
        to_ms (int | None | Unset): Epoch time, not included; now, when left out.
        workspace_id (None | str | Unset): Yours, when left out and you have one.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | StatementShape]
    """

    kwargs = _get_kwargs(
        from_ms=from_ms,
        to_ms=to_ms,
        workspace_id=workspace_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    from_ms: int | Unset = 0,
    to_ms: int | None | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
) -> ProblemShape | StatementShape | None:
    """Read a statement

     The balance at both ends, what moved in between, and what each session cost.

    Args:
        from_ms (int | Unset): Epoch time, included. Default: 0.
        to_ms (int | None | Unset): Epoch time, not included; now, when left out.
        workspace_id (None | str | Unset): Yours, when left out and you have one.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | StatementShape
    """

    return (
        await asyncio_detailed(
            client=client,
            from_ms=from_ms,
            to_ms=to_ms,
            workspace_id=workspace_id,
        )
    ).parsed
