from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_shape import ProblemShape
from ...models.watch_change import WatchChange
from ...models.watch_shape import WatchShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    watch_id: str,
    *,
    body: WatchChange,
    if_match: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["if-match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/watches/{watch_id}".format(
            watch_id=quote(str(watch_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemShape | WatchShape | None:
    if response.status_code == 200:
        response_200 = WatchShape.from_dict(response.json())

        return response_200

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

    if response.status_code == 412:
        response_412 = ProblemShape.from_dict(response.json())

        return response_412

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
) -> Response[ProblemShape | WatchShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    watch_id: str,
    *,
    client: AuthenticatedClient,
    body: WatchChange,
    if_match: None | str | Unset = UNSET,
) -> Response[ProblemShape | WatchShape]:
    """Change a watch

     A change that says what is already so changes nothing, but is announced again.

    Args:
        watch_id (str):
        if_match (None | str | Unset): The `ETag` of the row that the change is meant for. Without
            it the last one wins.
        body (WatchChange): What can be changed of a watch.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | WatchShape]
    """

    kwargs = _get_kwargs(
        watch_id=watch_id,
        body=body,
        if_match=if_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    watch_id: str,
    *,
    client: AuthenticatedClient,
    body: WatchChange,
    if_match: None | str | Unset = UNSET,
) -> ProblemShape | WatchShape | None:
    """Change a watch

     A change that says what is already so changes nothing, but is announced again.

    Args:
        watch_id (str):
        if_match (None | str | Unset): The `ETag` of the row that the change is meant for. Without
            it the last one wins.
        body (WatchChange): What can be changed of a watch.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | WatchShape
    """

    return sync_detailed(
        watch_id=watch_id,
        client=client,
        body=body,
        if_match=if_match,
    ).parsed


async def asyncio_detailed(
    watch_id: str,
    *,
    client: AuthenticatedClient,
    body: WatchChange,
    if_match: None | str | Unset = UNSET,
) -> Response[ProblemShape | WatchShape]:
    """Change a watch

     A change that says what is already so changes nothing, but is announced again.

    Args:
        watch_id (str):
        if_match (None | str | Unset): The `ETag` of the row that the change is meant for. Without
            it the last one wins.
        body (WatchChange): What can be changed of a watch.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | WatchShape]
    """

    kwargs = _get_kwargs(
        watch_id=watch_id,
        body=body,
        if_match=if_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    watch_id: str,
    *,
    client: AuthenticatedClient,
    body: WatchChange,
    if_match: None | str | Unset = UNSET,
) -> ProblemShape | WatchShape | None:
    """Change a watch

     A change that says what is already so changes nothing, but is announced again.

    Args:
        watch_id (str):
        if_match (None | str | Unset): The `ETag` of the row that the change is meant for. Without
            it the last one wins.
        body (WatchChange): What can be changed of a watch.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | WatchShape
    """

    return (
        await asyncio_detailed(
            watch_id=watch_id,
            client=client,
            body=body,
            if_match=if_match,
        )
    ).parsed
