"""A mail server and a provider of text messages on this machine, which keep what they are given."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What the server says to RCPT TO, by the beginning of the address; everybody else is taken.
REPLIES = {
    "nobody": "550 5.1.1 <nobody@example.org>: no such person",
    "full": "452 4.2.2 mailbox of <full@example.org> is full",
}


@dataclass
class PostOffice:
    """Where it is reached, and what it has taken: for mail, recipient and text."""

    port: int
    taken: list[tuple[str, str]] = field(default_factory=list)
    after_data: str = "250 taken"
    gate: threading.Event | None = None  # where there is one, mail is taken once it is open
    waiting: int = 0  # mails that have stood at the gate


class _Mail(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        office: PostOffice = self.server.office  # type: ignore[attr-defined]
        self._say("220 ready")
        to = ""
        for line in iter(self.rfile.readline, b""):
            word = line.decode().strip()
            verb = word.split(" ")[0].upper()
            if verb == "RCPT":
                to = word.partition("<")[2].partition(">")[0]
                self._say(REPLIES.get(to.partition("@")[0], "250 ok"))
            elif verb == "DATA":
                self._say("354 go on")
                text = self._text()
                if office.gate is not None:
                    office.waiting += 1
                    office.gate.wait(20)
                if office.after_data.startswith("250"):
                    office.taken.append((to, text))
                self._say(office.after_data)
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def _text(self) -> str:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines).decode().replace("\r\n", "\n")


class _Texts(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        office: PostOffice = self.server.office  # type: ignore[attr-defined]
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        number = asked["phone_number"]
        if not self.headers["Authorization"].startswith("Bearer "):
            self._answer(403, {"errors": [{"error": "AuthError"}]})
        elif number == "999":
            self._answer(400, {"errors": [{"message": "phone_number Not enough digits"}]})
        elif number == "07700 900500":
            self._answer(500, {"errors": [{"message": f"Internal error for {number}"}]})
        else:
            office.taken.append((number, asked["personalisation"]["body"]))
            self._answer(201, {"id": f"text-{len(office.taken)}"})

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: the tests look at what was taken."""


class _MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def _open(server: Any) -> Iterator[PostOffice]:
    server.office = PostOffice(port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.office
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def mail_server() -> Iterator[PostOffice]:
    """SMTP on a free port; who is called nobody does not exist, and full has no room."""
    with _open(_MailServer(("127.0.0.1", 0), _Mail)) as office:
        yield office


@contextmanager
def text_server() -> Iterator[PostOffice]:
    """What stands for GOV.UK Notify; 999 is no number, and 07700 900500 makes it fall over."""
    with _open(ThreadingHTTPServer(("127.0.0.1", 0), _Texts)) as office:
        yield office
