"""A client that costs next to nothing: in, paths; out, how long each answer took.

A socket per client, kept alive; what it sends is made beforehand, and of an answer it reads the length
and the status alone. Clients run in threads that wait in the kernel most of the time.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Ask:
    """A request: a path, headers besides, and JSON to post."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""

    def raw(self) -> bytes:
        """As it goes over the wire."""
        more = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        if self.body:
            more += f"Content-Type: application/json\r\nContent-Length: {len(self.body)}\r\n"
        verb = "POST" if self.body else "GET"
        return f"{verb} {self.path} HTTP/1.1\r\nHost: bench\r\n{more}\r\n{self.body}".encode()


@dataclass(frozen=True)
class Answer:
    """What came: the status, the headers, the body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """One connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, raw: bytes) -> Answer:
        """One request and its answer."""
        self._socket.sendall(raw)
        got = bytearray()
        while (end := got.find(HEAD_END)) < 0:
            got += self._more()
        lines = got[:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        whole = end + len(HEAD_END) + int(headers.get("content-length", "0"))
        while len(got) < whole:
            got += self._more()
        return Answer(int(lines[0].split()[1]), headers, bytes(got[end + len(HEAD_END) : whole]))

    def _more(self) -> bytes:
        more = self._socket.recv(1 << 18)
        if not more:
            raise ConnectionError("the server has closed the connection")
        return more

    def close(self) -> None:
        """End the connection."""
        self._socket.close()


@dataclass(frozen=True)
class Times:
    """The times of many requests in ms, sorted, and how many a second there were."""

    ms: list[float]
    rate_per_s: float
    bytes_mean: int

    def at(self, share: float) -> float:
        """The time that this share of the requests stayed below or at."""
        return round(self.ms[min(len(self.ms) - 1, int(share * len(self.ms)))], 2)


def ask_all(port: int, asks: Sequence[Ask], count: int, clients: int, status: int = 200) -> Times:
    """Send `count` requests with so many clients at a time, each round the list of `asks`.

    Raises:
        AssertionError: an answer has another status.
    """
    raws = [ask.raw() for ask in asks]
    ms: list[float] = []
    sizes: list[int] = []
    wrong: list[Answer] = []

    def go(first: int) -> None:
        client = Client(port)
        for number in range(first, count, clients):
            began = time.perf_counter()
            answer = client.get(raws[number % len(raws)])
            ms.append((time.perf_counter() - began) * 1000)
            sizes.append(len(answer.body))
            if answer.status != status:
                wrong.append(answer)
                break
        client.close()

    threads = [threading.Thread(target=go, args=(first,)) for first in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took_s = time.perf_counter() - began
    assert not wrong, f"{asks[0].path} answered {wrong[0].status}: {wrong[0].body[:300]!r}"
    return Times(sorted(ms), round(len(ms) / took_s, 1), sum(sizes) // len(sizes))
