"""A receiver's stream configuration, read and checked (OpenID SSF 1.0 §8.1.1)."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from idp.clients.problem import ClientRefused, problem
from idp.clients.uris import unsafe_uri
from idp.clock import MINUTE
from idp.protocol.errors import InvalidRequestError
from idp.protocol.shared_signals import paths
from idp.protocol.shared_signals.events import SUPPORTED
from idp.protocol.shared_signals.receivers_stream import text_of
from idp.signals.streams import Method, Stream

PUSH = "urn:ietf:rfc:8935"
POLL = "urn:ietf:rfc:8936"
VERIFICATION_SECONDS = MINUTE
"""Between two verifications."""
_NAMES = {Method.PUSH: PUSH, Method.POLL: POLL}
_MOST_EVENTS = 100
_LONGEST = 500


def described(stream: Stream, issuer: str) -> dict[str, Any]:
    """Return the stream configuration sent to the receiver (§8.1.1)."""
    delivery: dict[str, Any] = {"method": _NAMES[stream.method]}
    # The authorization header is never returned: it is a credential of the receiver.
    delivery["endpoint_url"] = stream.endpoint_uri or f"{issuer}{paths.POLL}"
    content = {
        "stream_id": stream.id,
        "iss": issuer,
        "aud": stream.client_id,
        "events_supported": list(SUPPORTED),
        "events_delivered": list(delivered(stream)),
        "delivery": delivery,
        "min_verification_interval": VERIFICATION_SECONDS,
    }
    if stream.events_requested is not None:
        content["events_requested"] = list(stream.events_requested)
    if stream.description:
        content["description"] = stream.description
    return content


def delivered(stream: Stream) -> tuple[str, ...]:
    """Return the event types that the receiver is sent."""
    wanted = SUPPORTED if stream.events_requested is None else stream.events_requested
    return tuple(event for event in SUPPORTED if event in wanted)


def read_stream(before: Stream, content: Mapping[str, Any], issuer: str) -> Stream:
    """Return `before` with the members of `content`; others are unchanged.

    Raises InvalidRequestError.
    """
    stream = before
    if "events_requested" in content:
        stream = replace(stream, events_requested=_events(content["events_requested"]))
    if "description" in content:
        stream = replace(stream, description=text_of(content, "description", _LONGEST))
    if "delivery" in content:
        stream = _delivery(stream, content["delivery"], issuer)
    return stream


def check_unchanged(stream: Stream, content: Mapping[str, Any], issuer: str) -> None:
    """Refuse changes to the transmitter's own members. Raises InvalidRequestError."""
    now = described(stream, issuer)
    for name in ("iss", "aud", "events_supported", "events_delivered", "min_verification_interval"):
        # `aud` may be written as a list of one.
        said = content.get(name, now[name])
        if said not in (now[name], [now[name]]):
            raise InvalidRequestError(f"{name} is the transmitter's to say")


def _events(events: object) -> tuple[str, ...] | None:
    if events is None:
        return None
    if not isinstance(events, list) or len(events) > _MOST_EVENTS:
        raise InvalidRequestError("events_requested is a list of at most 100 event types")
    for event in events:
        if not isinstance(event, str) or not 0 < len(event) <= _LONGEST:
            raise InvalidRequestError("events_requested: an event type is a URI")
    return tuple(dict.fromkeys(events))


def _delivery(stream: Stream, delivery: object, issuer: str) -> Stream:
    method = delivery.get("method") if isinstance(delivery, Mapping) else None
    if not isinstance(delivery, Mapping) or method not in (PUSH, POLL):
        raise InvalidRequestError(f"delivery.method is {PUSH} or {POLL}")
    uri, header = delivery.get("endpoint_url"), delivery.get("authorization_header")
    if method == POLL:
        # §6.1.2: the transmitter sets the URL.
        if uri not in (None, f"{issuer}{paths.POLL}") or header is not None:
            raise InvalidRequestError("delivery.endpoint_url is the transmitter's to say")
        return replace(stream, method=Method.POLL, endpoint_uri="", authorization=None)
    if not isinstance(uri, str):
        raise InvalidRequestError("delivery.endpoint_url is missing")
    if reason := unsafe_uri(uri):
        # The receiver's text is not quoted: RFC 6749 §5.2 allows only ASCII.
        wrong = problem("delivery.endpoint_url", reason, value="the address")
        raise InvalidRequestError(str(ClientRefused(wrong)))
    if header is None and uri == stream.endpoint_uri:
        header = stream.authorization
    if header is not None and not _is_header(header):
        raise InvalidRequestError("delivery.authorization_header is no header's value")
    return replace(stream, method=Method.PUSH, endpoint_uri=uri, authorization=header)


def _is_header(header: object) -> bool:
    return (
        isinstance(header, str)
        and 0 < len(header) <= 10 * _LONGEST
        and header.isascii()
        and header.isprintable()
    )
