"""Which network address a request counts under, whatever proxies write."""

import gc
import tracemalloc

import pytest
from flask import Request
from msgspec.structs import replace
from werkzeug.test import EnvironBuilder

from idp.errors import SettingsError
from idp.settings import ServerSettings, Settings
from idp.web.remote import UNKNOWN, remote_address

BEHIND = ServerSettings(trusted_proxies=("10.0.0.5/32", "2001:db8:5::/48"))


def counted(told: str | None, settings: ServerSettings = BEHIND, peer: str = "10.0.0.5") -> str:
    headers = [] if told is None else [(settings.forwarded_header, told)]
    environ = EnvironBuilder(headers=headers, environ_base={"REMOTE_ADDR": peer}).get_environ()
    return remote_address(Request(environ), settings)


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:40001", "203.0.113.7"),  # Azure Application Gateway, IIS
        ('"203.0.113.7:40001"', "203.0.113.7"),
        ("\t203.0.113.7 ", "203.0.113.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:40001", "2001:db8::7"),
        ('"[2001:db8::7]:40001"', "2001:db8::7"),
        ("fe80::7%eth0", "fe80::7"),
        ("[fe80::7%25eth0]:443", "fe80::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:40001", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7:40001", "203.0.113.7"),
        ("198.51.100.1:1,203.0.113.7", "203.0.113.7"),
    ],
)
def test_every_spelling_of_an_address_is_read(told: str, address: str) -> None:
    assert counted(told) == address


@pytest.mark.parametrize(
    "told",
    [
        None,
        "",
        "unknown",
        "_hidden",
        "_SEVKISEK:40001",
        "-",
        "203.0.113.7, ",
        "203.0.113.7:port",
        "203.0.113.7:400011",
        "203.0.113.999",
        "203.0.113.07",
        "[203.0.113.7",
        "[2001:db8::7",
        "[]:443",
        ":443",
        "203.0.113.7;proto=https",
    ],
)
def test_what_is_no_address_counts_together(told: str | None) -> None:
    assert counted(told) == UNKNOWN


def test_the_port_of_a_browser_opens_no_other_budget() -> None:
    assert len({counted(f"203.0.113.7:{port}") for port in range(40_000, 40_012)}) == 1


def test_the_entry_of_the_outermost_trusted_proxy_counts() -> None:
    two = ServerSettings(trusted_proxies=("10.0.0.5/32",), proxy_hops=2)
    assert counted("6.6.6.6, 203.0.113.7:1, 10.0.0.9:2", two) == "203.0.113.7"
    assert counted("203.0.113.7", two) == UNKNOWN


FORWARDED = replace(BEHIND, forwarded_header="Forwarded")


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("for=203.0.113.7", "203.0.113.7"),
        ("For=203.0.113.7;proto=https;by=10.0.0.5", "203.0.113.7"),
        ('proto=https ; for="203.0.113.7:40001"', "203.0.113.7"),
        ('for="[2001:db8::7]"', "2001:db8::7"),
        ('for="[2001:db8::7]:40001";host=exemple.quebec', "2001:db8::7"),
        ("for=6.6.6.6, for=203.0.113.7", "203.0.113.7"),
        ('for=6.6.6.6;by="a,b;c\\"d",for=203.0.113.7', "203.0.113.7"),
        ("for=_hidden, for=203.0.113.7", "203.0.113.7"),
    ],
)
def test_forwarded_is_read_where_it_is_set(told: str, address: str) -> None:
    assert counted(told, FORWARDED) == address


@pytest.mark.parametrize(
    "told",
    [
        None,
        "",
        "for=_hidden",
        "for=unknown",
        "proto=https",
        "203.0.113.7",
        "for=2001:db8::7",  # a colon stands between quotation marks
        "for=203.0.113.7;for=6.6.6.6",
        "for=203.0.113.7;",
        "for=203.0.113.7,",
        ", for=203.0.113.7 x",
        # What a browser sends to hide what its proxy adds behind it.
        'for="6.6.6.6, for=203.0.113.7',
        'for=6.6.6.6;x=", for="[2001:db8::7]"',
        'for=6.6.6.6;x=", for="203.0.113.7";by="10.0.0.5"',
        'for=6.6.6.6;x="\\, for="203.0.113.7"',
        "for=6.6.6.6;x=, for=203.0.113.7",
    ],
)
def test_what_is_not_written_as_the_specification_says_counts_together(told: str | None) -> None:
    assert counted(told, FORWARDED) == UNKNOWN


def test_the_entry_of_the_outermost_trusted_proxy_counts_in_forwarded_too() -> None:
    two = replace(FORWARDED, proxy_hops=2)
    assert (
        counted('for=6.6.6.6, for="203.0.113.7:1";proto=https, for=10.0.0.9', two) == "203.0.113.7"
    )
    assert counted("for=203.0.113.7", two) == UNKNOWN


@pytest.mark.parametrize(("read", "sent"), [(BEHIND, FORWARDED), (FORWARDED, BEHIND)])
def test_the_other_header_is_not_read(read: ServerSettings, sent: ServerSettings) -> None:
    content = "for=203.0.113.7" if sent is FORWARDED else "203.0.113.7"
    environ = EnvironBuilder(
        headers=[(sent.forwarded_header, content)], environ_base={"REMOTE_ADDR": "10.0.0.5"}
    ).get_environ()
    assert remote_address(Request(environ), read) == UNKNOWN


@pytest.mark.parametrize(
    ("settings", "entry"), [(BEHIND, "{}, "), (FORWARDED, "for={}, ")], ids=["X-For", "Forwarded"]
)
def test_what_a_browser_wrote_before_its_proxy_did_takes_no_memory(
    settings: ServerSettings, entry: str
) -> None:
    own = entry.format("203.0.113.7").rstrip(", ")
    tracemalloc.start()
    try:
        for first in range(0, 20_000, 500):
            told = "".join(entry.format(each) for each in range(first, first + 500))
            assert counted(told + own, settings) == "203.0.113.7"
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 300_000  # bytes


@pytest.mark.parametrize("header", ["forwarded", "X-Real-IP", ""])
def test_a_header_that_nobody_specified_stops_the_start(header: str) -> None:
    with pytest.raises(SettingsError, match=r"server\.forwarded_header"):
        Settings(server=ServerSettings(forwarded_header=header))


@pytest.mark.parametrize("peer", ["10.0.0.5", "::ffff:10.0.0.5", "2001:db8:5::1"])
def test_a_trusted_proxy_is_known_by_any_spelling_of_its_own_address(peer: str) -> None:
    assert counted("203.0.113.7", peer=peer) == "203.0.113.7"


def test_nobody_else_is_believed() -> None:
    assert counted("203.0.113.7", peer="10.0.0.6") == "10.0.0.6"
    assert counted("203.0.113.7", ServerSettings()) == "10.0.0.5"
    assert counted("203.0.113.7", peer="") == UNKNOWN


def test_who_opens_the_socket_file_is_the_proxy() -> None:
    assert counted("203.0.113.7", ServerSettings(bind="unix:/run/parvis"), "") == "203.0.113.7"


@pytest.mark.parametrize("network", ["10.0.0.5/8", "proxy.example.org", "10.0.0.0/33", ""])
def test_a_proxy_that_is_no_network_stops_the_start(network: str) -> None:
    with pytest.raises(SettingsError, match=r"server\.trusted_proxies"):
        Settings(server=ServerSettings(trusted_proxies=(network,)))


@pytest.mark.parametrize("hops", [0, -1])
def test_less_than_one_proxy_in_a_row_stops_the_start(hops: int) -> None:
    with pytest.raises(SettingsError, match=r"server\.proxy_hops"):
        Settings(server=ServerSettings(proxy_hops=hops))
