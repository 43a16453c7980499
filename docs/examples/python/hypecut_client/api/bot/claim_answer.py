from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.bot_answer_shape import BotAnswerShape
from ...models.claim_body import ClaimBody
from ...models.problem_shape import ProblemShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    row_id: str,
    *,
    body: ClaimBody | None | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/bot/answers/{row_id}/claim".format(
            row_id=quote(str(row_id), safe=""),
        ),
    }

    if isinstance(body, ClaimBody):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = body

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> BotAnswerShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = BotAnswerShape.from_dict(response.json())

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
) -> Response[BotAnswerShape | ProblemShape]:
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
    body: ClaimBody | None | Unset = UNSET,
) -> Response[BotAnswerShape | ProblemShape]:
    """Take an answer to say it

     409 when somebody has it: it is theirs to say, and is never given out again.

    Args:
        row_id (str):
        body (ClaimBody | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BotAnswerShape | ProblemShape]
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
    body: ClaimBody | None | Unset = UNSET,
) -> BotAnswerShape | ProblemShape | None:
    """Take an answer to say it

     409 when somebody has it: it is theirs to say, and is never given out again.

    Args:
        row_id (str):
        body (ClaimBody | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BotAnswerShape | ProblemShape
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
    body: ClaimBody | None | Unset = UNSET,
) -> Response[BotAnswerShape | ProblemShape]:
    """Take an answer to say it

     409 when somebody has it: it is theirs to say, and is never given out again.

    Args:
        row_id (str):
        body (ClaimBody | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BotAnswerShape | ProblemShape]
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
    body: ClaimBody | None | Unset = UNSET,
) -> BotAnswerShape | ProblemShape | None:
    """Take an answer to say it

     409 when somebody has it: it is theirs to say, and is never given out again.

    Args:
        row_id (str):
        body (ClaimBody | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BotAnswerShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            row_id=row_id,
            client=client,
            body=body,
        )
    ).parsed
