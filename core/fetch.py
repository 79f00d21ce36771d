"""Fetches a small file from an address that a person typed, and goes nowhere but to the public web.

The name is resolved once, every address it has must be public, and the connection is made to the
address that was checked; so a name that changes its mind between the check and the use gains
nothing. Certificates are verified for the name. Redirects are checked like the first address.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from core.problems import Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MOST_BYTES = 1_000_000
SECONDS = 10.0
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 500
_REDIRECTS = {301, 302, 303, 307, 308}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

NOT_AN_ADDRESS = "Enter the whole address, such as https://calendar.example.org/shifts.ics."
NOT_PUBLIC = "This address is not on the public web. Ask for the calendar's public address."
NO_ANSWER = "Nothing answers at this address. Check it, or try again later."
TOO_SLOW = "The calendar took longer than 10 seconds to come. Try again later."
TOO_LARGE = "The calendar is larger than 1 MB. Publish only this year's shifts."
NOT_TRUSTED = "This address does not prove that it is what it says it is, so it was not read."
TOO_FAR = "The address leads on too often. Enter the one that it leads to in the end."


def is_public(address: Address) -> bool:
    """Whether an address is on the public web, also when it hides another one inside."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved)


@dataclass(frozen=True)
class Reach:
    """Where a fetch may go, and whose certificates it trusts; the web's, unless it is said."""

    allows: Callable[[Address], bool] = is_public
    ports: frozenset[int] | None = frozenset({443})  # None: all
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)


def web_address(text: str) -> str:
    """An address as it is kept: webcal is the web, and what stands after # is for browsers.

    Raises Refused for anything that is not an https address, or that holds a password.
    """
    typed = text.strip()
    for scheme in ("webcal://", "webcals://"):
        if typed.lower().startswith(scheme):
            typed = f"https://{typed[len(scheme) :]}"
    parts = _parts(typed)
    if len(typed) > LONGEST_ADDRESS:
        raise Refused(f"The address is longer than {LONGEST_ADDRESS} characters.")
    return parts._replace(fragment="").geturl()


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        raise Refused(NOT_AN_ADDRESS) from None
    if not usable or any(ord(letter) <= 32 or ord(letter) == 127 for letter in address):
        raise Refused(NOT_AN_ADDRESS)
    if parts.scheme != "https":
        raise Refused("Enter an address that begins with https:// or webcal://.")
    if parts.username is not None or parts.password is not None:
        raise Refused("Enter an address without a name and password in it.")
    return parts


def fetch(
    address: str,
    *,
    reach: Reach | None = None,
    most_bytes: int = MOST_BYTES,
    seconds: float = SECONDS,
) -> bytes:
    """What lies at an https address, at most ``most_bytes`` of it, within ``seconds``.

    Raises Refused, in words for the person who typed the address.
    """
    reach = reach or Reach()
    ends = time.monotonic() + seconds
    for _ in range(MOST_REDIRECTS + 1):
        found = _ask(web_address(address), reach, ends, most_bytes)
        if isinstance(found, bytes):
            return found
        address = urljoin(address, found)
    raise Refused(TOO_FAR)


def _ask(address: str, reach: Reach, ends: float, most_bytes: int) -> bytes | str:
    """The content, or where the address leads on to."""
    parts = _parts(address)
    link = _Connection(parts, reach, ends)
    # Each byte may come just in time: only a clock of our own ends a server that drips.
    watch = threading.Timer(max(ends - time.monotonic(), 0), link.cut)
    watch.start()
    try:
        link.request("GET", _target(parts), headers=_HEADERS)
        with link.getresponse() as answer:
            found = _read(answer, most_bytes)
        if link.was_cut:  # what came until then may look whole
            raise TimeoutError
        return found
    except (OSError, http.client.HTTPException, ValueError) as wrong:
        if link.was_cut or isinstance(wrong, TimeoutError):
            raise Refused(TOO_SLOW) from None
        raise Refused(NOT_TRUSTED if isinstance(wrong, ssl.SSLError) else NO_ANSWER) from None
    finally:
        watch.cancel()
        link.close()


_HEADERS = {
    "Accept": "text/calendar, */*;q=0.1",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "Runway",
}


def _target(parts: SplitResult) -> str:
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    # People paste addresses with letters in them that a request line cannot carry.
    return "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in target)


def _read(answer: http.client.HTTPResponse, most_bytes: int) -> bytes | str:
    """The body, of which no more is read than may be kept; or where a redirect leads."""
    if answer.status in _REDIRECTS and (onward := answer.headers.get("Location")):
        return onward
    if answer.status != http.client.OK:
        raise Refused(f"The address answered {answer.status}. Check it, or copy it anew.")
    held = answer.read(most_bytes + 1)
    if len(held) > most_bytes:
        raise Refused(TOO_LARGE)
    return held


class _Connection(http.client.HTTPSConnection):
    """A connection to an address that was checked, for the name that was asked for."""

    def __init__(self, parts: SplitResult, reach: Reach, ends: float) -> None:
        try:
            host = (parts.hostname or "").encode("idna").decode("ascii")
        except UnicodeError:
            raise Refused(NOT_AN_ADDRESS) from None
        super().__init__(host, parts.port or 443, context=reach.trust)
        if reach.ports is not None and self.port not in reach.ports:
            raise Refused(NOT_PUBLIC)
        self.reach, self.ends, self.was_cut = reach, ends, False

    def connect(self) -> None:
        """Connect to the first checked address that answers, and have it prove who it is."""
        plain = self._reached(_checked(self.host, self.port, self.reach))
        secret = self.reach.trust.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock = secret
        secret.do_handshake()

    def _reached(self, addresses: list[str]) -> socket.socket:
        for address in addresses[:-1]:
            try:
                return socket.create_connection((address, self.port), self._left() / 2)
            except OSError:
                continue
        return socket.create_connection((addresses[-1], self.port), self._left())

    def _left(self) -> float:
        return max(self.ends - time.monotonic(), 0.001)

    def cut(self) -> None:
        """End the connection from another thread: whoever waits for a byte waits no longer."""
        self.was_cut = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                # Not the secure socket's own, which takes the reader's state away under it.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _checked(host: str, port: int, reach: Reach) -> list[str]:
    """The addresses of a name, each once; one that may not be reached refuses them all."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not reach.allows(ipaddress.ip_address(address.partition("%")[0])):
            raise Refused(NOT_PUBLIC)
    return addresses
