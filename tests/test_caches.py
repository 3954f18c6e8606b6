"""What a process keeps of each request is bounded: nobody's requests let its memory grow."""

import ast
from pathlib import Path

from idp.limits.network import factor_of, network_of
from idp.tokens.known_tokens import KnownTokens
from idp.web.remote import read_address
from idp.wiring import Provider
from tests.databases import on_one_database

_HOUSE = Path(__file__).parent.parent / "idp"
_FOR_EVER = {
    "_kinds": "one for each request of an action",
    "_members_of": "one for each action",
    "_status": "the codes of our answers",
    "words_in": "two languages",
    "_trusting": "one file, that a setting names",
}
"""Functions that keep an answer for each argument they are given, and of which there are few."""
_PLACES, _TOKENS = 4_096, 2_048


def test_what_is_kept_for_each_argument_for_ever_has_few_of_them() -> None:
    found = {
        function.name
        for file in _HOUSE.rglob("*.py")
        for function in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(function, ast.FunctionDef) and function.args.args
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Name) and decorator.id in {"cache", "lru_cache"}
    }
    assert found == set(_FOR_EVER)


def test_twice_as_many_networks_take_no_more_room() -> None:
    for number in range(2 * _PLACES):
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        factor_of(network_of(read_address(address)), ())
    for each in (network_of, factor_of, read_address):
        assert each.cache_info().currsize == _PLACES


@on_one_database
def test_twice_as_many_tokens_take_no_more_room(provider: Provider) -> None:
    known, keys = KnownTokens[int](), provider.keys.current()
    for number in range(2 * _TOKENS):
        known.keep(keys, f"token {number}", number)
    kept = [n for n in range(2 * _TOKENS) if known.find(keys, f"token {n}") is not None]
    assert kept == list(range(_TOKENS, 2 * _TOKENS))
