"""Requests of every kind: good ones, others' and broken ones, in any mixture."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.web.two_ways import SentRequest
from tests.web_application import ISSUER

HOST = ISSUER.removeprefix("https://")
OF_BROWSERS = ("/authorize", "/continuer")
PATHS = (
    *OF_BROWSERS,
    "/token",
    "/par",
    "/introspect",
    "/revoke",
    "/userinfo",
    "/device_authorization",
    "/bc-authorize",
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/.well-known/jwks.json",
)
"""What is answered in front of Flask."""
_HARD = ("", "\x00", "%zz", "\xff", "a\r\nb: c", "é😀".encode().decode("latin-1"), "9" * 5_000)


@dataclass(frozen=True)
class Known:
    """What a portal and a browser have in their hands."""

    asks: str
    """The query of a request for authorization."""
    secret: str
    basic: str
    """The `Basic` credentials of another portal."""
    access_token: str
    session: str


def _headers(known: Known) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    """Return headers: good ones, others' and broken ones."""
    choices = {
        "HTTP_HOST": (HOST,) * 12 + ("evil.example", HOST.upper(), f"{HOST}:443", f"{HOST}.", ""),
        "HTTP_AUTHORIZATION": (
            f"Basic {known.basic}",
            f"Basic {b64encode(b'other:wrong').decode()}",
            f"Bearer {known.access_token}",
            f"DPoP {known.access_token}",
            f"bearer {known.access_token}x",
            "Basic ",
            "Basic \xff",
            *_HARD,
        ),
        "HTTP_COOKIE": (
            f"__Host-parvis-session={known.session}",
            f"__Host-parvis-session={known.session}; x=y; __Host-parvis-session=z",
            f'__Host-parvis-session="{known.session}"; __Host-parvis-language=en',
            "=; ;;__Host-parvis-session",
            *_HARD,
        ),
        "CONTENT_TYPE": (
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=latin-1",
            "APPLICATION/X-WWW-FORM-URLENCODED",
            "multipart/form-data; boundary=x",
            "application/json",
            *_HARD,
        ),
        "HTTP_ACCEPT": ("*/*", "application/token-introspection+jwt", *_HARD),
        "HTTP_DPOP": _HARD,
        "HTTP_IF_NONE_MATCH": ("*", 'W/"x"', *_HARD),
        "HTTP_ORIGIN": ("null", "https://evil.example"),
        "HTTP_X_FAPI_INTERACTION_ID": ("c770aef3-6784-41f7-8e0e-ff5f97bddb3a", *_HARD),
        "HTTP_X_FORWARDED_FOR": ("203.0.113.7", *_HARD),
        "HTTP_TRACEPARENT": ("00-" + "a" * 32 + "-" + "b" * 16 + "-01", *_HARD),
        "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE",),
    }
    optional = {name: st.sampled_from(values) for name, values in choices.items()}
    host = {"HTTP_HOST": optional.pop("HTTP_HOST")}
    return st.one_of(
        st.fixed_dictionaries(host, optional=optional),
        st.fixed_dictionaries({}, optional={**host, **optional}),
    ).map(lambda chosen: tuple(chosen.items()))


def _texts(known: Known) -> st.SearchStrategy[str]:
    """Return parameters as a form or a query has them: good, mixed up, and no form at all."""
    named = {
        "token": known.access_token,
        "access_token": known.access_token,
        "grant_type": "client_credentials",
        "client_id": "portal",
        "client_secret": known.secret,
        "scope": "openid",
        "prompt": "none",
        "response_mode": "form_post",
        "ui_locales": "en",
        "langue": "en",
        "journey": "x",
        "state": "s",
    }
    pair = st.sampled_from(sorted(named.items())) | st.tuples(
        st.sampled_from(sorted(named)), st.sampled_from(_HARD)
    )
    pairs = st.lists(pair, max_size=6).map(
        lambda some: "&".join(f"{name}={value}" for name, value in some)
    )
    many = st.just("&".join(["a=b"] * 300))
    return st.one_of(
        st.just(known.asks),
        pairs,
        pairs.map(lambda text: f"{known.asks}&{text}"),
        many,
        st.sampled_from(_HARD),
    )


def requests(known: Known) -> st.SearchStrategy[SentRequest]:
    """Return requests of every kind, most of them to what is answered directly."""
    paths = (*PATHS, "/", "/token/", "//token", "/Token", "/authorize\xff", "/connexion", "")
    body = _texts(known).map(lambda text: text.encode("latin-1", "replace"))
    length = st.sampled_from(("right", "right", "right", None, "0", "5", "-1", "abc", "99999"))

    def built(method: str, body: bytes, length: str | None, **rest: Any) -> SentRequest:  # noqa: ANN401 - the other members
        sent = str(len(body)) if length == "right" else length
        return SentRequest(method, body=body, length=sent, **rest)

    return st.builds(
        built,
        method=st.sampled_from(("GET", "POST") * 5 + ("HEAD", "OPTIONS", "PUT", "get", "X\xff")),
        path=st.sampled_from(paths),
        query=st.one_of(st.just(""), _texts(known)),
        headers=_headers(known),
        body=body,
        length=length,
        breaks_off=st.sampled_from((False,) * 9 + (True,)),
        is_chunked=st.sampled_from((False,) * 4 + (True,)),
    )
