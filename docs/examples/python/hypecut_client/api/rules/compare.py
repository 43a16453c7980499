from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.difference_shape import DifferenceShape
from ...models.problem_shape import ProblemShape
from ...types import UNSET, Response


def _get_kwargs(
    row_id: str,
    *,
    before: int,
    after: int,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["before"] = before

    params["after"] = after

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/rules/{row_id}/diff".format(
            row_id=quote(str(row_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemShape | list[DifferenceShape] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = DifferenceShape.from_dict(response_200_item_data)

            response_200.append(response_200_item)

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
) -> Response[ProblemShape | list[DifferenceShape]]:
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
    before: int,
    after: int,
) -> Response[ProblemShape | list[DifferenceShape]]:
    """Compare two versions of a rule

     What differs between them.

    Args:
        row_id (str):
        before (int):
        after (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | list[DifferenceShape]]
    """

    kwargs = _get_kwargs(
        row_id=row_id,
        before=before,
        after=after,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    row_id: str,
    *,
    client: AuthenticatedClient,
    before: int,
    after: int,
) -> ProblemShape | list[DifferenceShape] | None:
    """Compare two versions of a rule

     What differs between them.

    Args:
        row_id (str):
        before (int):
        after (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | list[DifferenceShape]
    """

    return sync_detailed(
        row_id=row_id,
        client=client,
        before=before,
        after=after,
    ).parsed


async def asyncio_detailed(
    row_id: str,
    *,
    client: AuthenticatedClient,
    before: int,
    after: int,
) -> Response[ProblemShape | list[DifferenceShape]]:
    """Compare two versions of a rule

     What differs between them.

    Args:
        row_id (str):
        before (int):
        after (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | list[DifferenceShape]]
    """

    kwargs = _get_kwargs(
        row_id=row_id,
        before=before,
        after=after,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    row_id: str,
    *,
    client: AuthenticatedClient,
    before: int,
    after: int,
) -> ProblemShape | list[DifferenceShape] | None:
    """Compare two versions of a rule

     What differs between them.

    Args:
        row_id (str):
        before (int):
        after (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | list[DifferenceShape]
    """

    return (
        await asyncio_detailed(
            row_id=row_id,
            client=client,
            before=before,
            after=after,
        )
    ).parsed
