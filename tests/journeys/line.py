"""A line to the server that can be cut: what goes through it reaches the live server, or nobody."""

import socket
import threading
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit


class Line:
    """Forwards one port to the server; while it is cut, connections are refused."""

    def __init__(self, to: str) -> None:
        there = urlsplit(to)
        self._to = (there.hostname or "localhost", there.port or 80)
        self._open: set[socket.socket] = set()
        self._listening: socket.socket | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port: int = free.getsockname()[1]
        self.up()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def up(self) -> None:
        listening = socket.create_server(("127.0.0.1", self._port))
        self._listening = listening
        threading.Thread(target=self._accept, args=(listening,), daemon=True).start()

    def cut(self) -> None:
        """Nobody answers any more, and what was under way breaks off."""
        listening, self._listening = self._listening, None
        for one in [*([listening] if listening else []), *self._open]:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                near, _ = listening.accept()
                far = socket.create_connection(self._to)
            except OSError:
                return
            self._open |= {near, far}
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=_pour, args=(source, target), daemon=True).start()


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
