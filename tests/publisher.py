"""A publisher of files on 127.0.0.1, as good or as bad as a test wants it, that keeps a log."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One answer: what is sent, and what is said of it."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    announced: int | None = None  # a Content-Length that lies
    cut: int | None = None  # the connection drops after that many bytes
    ranges: bool = True  # whether Range is obeyed
    whole_range: bool = False  # obeyed whatever If-Range says
    stalls: bool = False  # after ``cut`` bytes, nothing more, and the line stays open


@dataclass
class Publisher:
    """What is published, and what was asked."""

    address: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    log: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def publish(self, path: str, *answers: Answer | bytes) -> str:
        """Publish the answers a path gives, one after the other, the last for ever."""
        self.answers[path] = [Answer(one) if isinstance(one, bytes) else one for one in answers]
        return self.address + path

    def asked(self, path: str) -> list[dict[str, str]]:
        """Return the headers of every request for a path."""
        return [headers for wanted, headers in self.log if wanted == path]

    def next_for(self, path: str) -> Answer:
        """Return the next answer for a path; 404 where nothing is published."""
        queue = self.answers.get(path)
        if not queue:
            return Answer(b"nothing here", status=404)
        return queue.pop(0) if len(queue) > 1 else queue[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    publisher: Publisher

    def do_GET(self) -> None:
        """Answer as published."""
        self.publisher.log.append((self.path, dict(self.headers.items())))
        answer = self.publisher.next_for(self.path)
        body, status, extra = answer.body, answer.status, dict(answer.headers)
        if answer.etag:
            extra["ETag"] = answer.etag
        start = self._asked_from(answer)
        if start is not None and start >= len(body):
            status, extra["Content-Range"], body = 416, f"bytes */{len(body)}", b""
        elif start is not None:
            extra["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            status, body = 206, body[start:]
        self.send_response(status)
        for name, value in extra.items():
            self.send_header(name, value)
        length = len(body) if answer.announced is None else answer.announced - (start or 0)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body if answer.cut is None else body[: answer.cut])
        if answer.stalls:
            self.publisher.closing.wait()
        if answer.cut is not None or answer.announced is not None:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

    def _asked_from(self, answer: Answer) -> int | None:
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked is None or not answer.ranges:
            return None
        stated = self.headers.get("If-Range", "")
        same = not stated or stated in {answer.etag, answer.headers.get("Last-Modified")}
        return int(asked[1]) if same or answer.whole_range else None

    def log_message(self, *_: Any) -> None:
        """Say nothing on the error stream."""


@contextmanager
def publishing() -> Iterator[Publisher]:
    """Run a publisher while the block runs."""
    publisher = Publisher()
    handler = type("Handler", (_Handler,), {"publisher": publisher})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    publisher.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield publisher
    finally:
        publisher.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
