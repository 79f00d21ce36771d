"""Fetching a file from an address that a person typed: from the public web, and nowhere else."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import fetch as fetching
from core.fetch import Reach, fetch, is_public, web_address
from core.problems import Refused
from tests.https_server import Server

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.close()


def refusal(address: str, **more) -> str:
    with pytest.raises(Refused) as no:
        fetch(address, **more)
    return str(no.value)


# --- which addresses are public -----------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "2001::1",
        "64:ff9b::7f00:1",
    ],
)
def test_an_address_inside_is_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_web_is_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/shifts.ics",
        "https://localhost/shifts.ics",
        "https://[::1]/shifts.ics",
        "https://[::ffff:127.0.0.1]/shifts.ics",
        "https://10.0.0.1/shifts.ics",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://8.8.8.8:8443/",
    ],
)
def test_nothing_is_asked_of_an_address_that_is_not_public(address):
    assert refusal(address) == fetching.NOT_PUBLIC


def test_a_server_here_is_not_asked_unless_the_check_is_taken_out(server):
    trust = server.reach.trust
    checked = Reach(ports=None, trust=trust)
    assert refusal(server.address(), reach=checked) == fetching.NOT_PUBLIC
    assert server.asked == []
    server.answers.append(ANSWER)  # the control: without the check it is asked
    assert fetch(server.address(), reach=server.reach) == b"Hello"


# --- how addresses are typed --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" webcal://example.org/a.ics ", "https://example.org/a.ics"),
        ("WEBCALS://example.org/a.ics", "https://example.org/a.ics"),
        ("https://example.org/a.ics?key=1#top", "https://example.org/a.ics?key=1"),
    ],
)
def test_an_address_is_kept_as_the_web_writes_it(typed, kept):
    assert web_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "shifts",
        "http://example.org/a.ics",
        "file:///etc/passwd",
        "ftp://example.org/a",
        "https://",
        "https://name:word@example.org/",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://example.org/a b",
        "https://example.org/a\r\nHost: b",
        "https://example.org/" + "a" * 500,
    ],
)
def test_what_is_no_address_is_refused_in_words(typed):
    with pytest.raises(Refused) as no:
        web_address(typed)
    assert no.value.sentences[0].endswith(".")


def test_a_host_name_that_cannot_be_is_refused():
    assert refusal(f"https://{'a' * 64}ü.example/") == fetching.NOT_AN_ADDRESS


# --- what comes back ----------------------------------------------------------------------------


def test_what_lies_there_comes_back_and_the_request_says_little(server):
    server.answers.append(ANSWER)
    assert fetch(server.address("/ü?key=1"), reach=server.reach) == b"Hello"
    head = server.asked[0].decode().split("\r\n")
    assert head[0] == "GET /%C3%BC?key=1 HTTP/1.1"
    assert [line for line in head if line.startswith(("Cookie", "Authorization", "Referer"))] == []


def test_redirects_are_followed_three_times_and_no_more(server):
    onward = b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n"
    server.answers += [onward] * 3 + [ANSWER]
    assert fetch(server.address(), reach=server.reach) == b"Hello"
    server.answers += [onward] * 4
    assert refusal(server.address(), reach=server.reach) == fetching.TOO_FAR


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("http://localhost/", "Enter an address that begins with https:// or webcal://."),
        ("https://10.0.0.1/", fetching.NOT_PUBLIC),
        ("file:///etc/passwd", fetching.NOT_AN_ADDRESS),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(server, to, sentence):
    head = f"HTTP/1.1 301 Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
    server.answers.append(head.encode())
    here = Reach(
        allows=lambda address: address.is_loopback or is_public(address),
        ports=None,
        trust=server.reach.trust,
    )
    assert refusal(server.address(), reach=here) == sentence


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oh", "302 Found"])
def test_an_answer_without_a_calendar_says_its_number(server, status):
    server.answers.append(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
    said = refusal(server.address(), reach=server.reach)
    assert said == f"The address answered {status[:3]}. Check it, or copy it anew."


@pytest.mark.parametrize("length", ["Content-Length: 11\r\n", "Transfer-Encoding: chunked\r\n", ""])
def test_no_more_is_read_than_may_be_kept(server, length):
    body = b"b\r\n01234567890\r\n0\r\n\r\n" if "chunked" in length else b"01234567890"
    server.answers.append(f"HTTP/1.1 200 OK\r\n{length}\r\n".encode() + body)
    assert refusal(server.address(), reach=server.reach, most_bytes=10) == fetching.TOO_LARGE


def test_nonsense_is_no_answer(server):
    server.answers.append(b"What do you want?\r\n\r\n")
    assert refusal(server.address(), reach=server.reach) == fetching.NO_ANSWER


def test_a_port_where_nobody_listens_is_no_answer(server):
    server.close()
    assert refusal(server.address(), reach=server.reach) == fetching.NO_ANSWER


@pytest.mark.parametrize("first", [b"HTTP/1.1 200 OK\r\n", b""])
def test_a_server_that_drips_is_left_in_time(server, first):
    def drip(link: ssl.SSLSocket) -> None:
        link.sendall(first)
        for _ in range(50):
            link.sendall(b"X-Wait: 1\r\n" if first else b"H")
            time.sleep(0.1)

    server.answers.append(drip)
    began = time.monotonic()
    said = refusal(server.address(), reach=server.reach, seconds=0.6)
    assert (said, time.monotonic() - began < 3) == (fetching.TOO_SLOW, True)


def test_a_server_that_says_nothing_at_all_is_left_in_time():
    listener = socket.create_server(("127.0.0.1", 0))  # takes the call, and never shakes hands
    reach = Reach(allows=lambda address: True, ports=None)
    address = f"https://127.0.0.1:{listener.getsockname()[1]}/"
    assert refusal(address, reach=reach, seconds=0.3) == fetching.TOO_SLOW
    listener.close()


# --- who is there -------------------------------------------------------------------------------


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(server):
    reach = Reach(allows=lambda address: True, ports=None)
    assert refusal(server.address(), reach=reach) == fetching.NOT_TRUSTED


def test_a_certificate_for_another_name_is_not_trusted(tmp_path):
    other = Server(tmp_path, "elsewhere.example")
    assert refusal(other.address(), reach=other.reach) == fetching.NOT_TRUSTED
    other.close()
