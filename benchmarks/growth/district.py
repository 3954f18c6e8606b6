"""What an installation of a district holds for each account, in SQL for both databases.

Everything that parents have in daily use is there: sessions of one account in five, two portals'
refresh tokens of one in three, what tokens told, the last two years' events.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.furnishing import ORGANISATION
from benchmarks.growth.words import Words
from idp.clock import DAY, HOUR

PORTAL = "portal"
_RECORDED_DAYS = 720


@dataclass(frozen=True, slots=True)
class Rows:
    """One account in `each` has a row in `table`: columns, and an expression for each.

    They may name `number`, `id`, `sid`, `address_hash` and `student_key` of the account.
    """

    table: str
    each: int
    values: Mapping[str, str]


def rows(words: Words, now: int) -> tuple[Rows, ...]:
    """Return what accounts have, at the time `now`."""

    def past(days: int) -> str:
        return f"{now} - {words.below.format(days * DAY)}"

    def sealed(length: int) -> str:
        return " || ".join([words.bytes16] * (length // 16))

    lasting = {"sid": "sid", "auth_time": past(9), "amr": "'pwd'", "acr": "'urn:parvis:acr:pwd'"}
    return (
        Rows(
            "account",
            1,
            {
                "id": "id",
                "password_hash": f"'$argon2id$v=19$m=19456,t=2,p=1$' || {words.text22} || '$' || "
                f"{words.text22} || {words.text22}",
                "password_changed_at": past(700),
                "locale": "'fr'",
                "created_at": past(700),
                "used_at": past(300),
            },
        ),
        Rows(
            "address",
            1,
            {
                "id": words.text22,
                "account_id": "id",
                "address_hash": "address_hash",
                "address_sealed": sealed(64),
                "proven_at": past(700),
                "proof": "'code'",
                "added_at": past(700),
                "mac": words.bytes16,
                "second_proof_at": past(700),
            },
        ),
        Rows(
            "account_details",
            3,
            {"account_id": "id", "details_sealed": sealed(96), "updated_at": past(700)},
        ),
        Rows(
            "account_browser",
            2,
            {
                "account_id": "id",
                "browser_hash": words.bytes16,
                "device": "'Firefox'",
                "first_seen_at": past(700),
                "expires_at": f"{now} + {words.below.format(300 * DAY)}",
            },
        ),
        Rows(
            "guardian_contact",
            1,
            {
                "address_hash": "address_hash",
                "student_key": "student_key",
                "import_id": "1",
                "organisation": f"'{ORGANISATION}'",
                "school": "'011'",
                "relationship": "'mother'",
                "allowed": "1",
                "contact_sealed": sealed(64),
                "mac": words.bytes16,
            },
        ),
        Rows(
            "child_link",
            1,
            {
                "account_id": "id",
                "organisation": f"'{ORGANISATION}'",
                "student_key": "student_key",
                "id": words.text22,
                "school": "'011'",
                "name_sealed": sealed(48),
                "confirmed_at": past(700),
                "confirmed_by": "'number'",
                "mac": words.bytes16,
            },
        ),
        Rows(
            "consent",
            4,
            {
                "account_id": "id",
                "client_id": f"'{PORTAL}'",
                "scope": "'openid'",
                "given_at": past(700),
            },
        ),
        Rows(
            "browser_session",
            5,
            {
                "id_hash": words.bytes32,
                "account_id": "id",
                **lasting,
                "created_at": past(9),
                "seen_at": past(9),
                "expires_at": f"{now} + {words.below.format(50 * DAY)}",
                "idle_seconds": f"{14 * DAY}",
                "device": "'Firefox'",
            },
        ),
        Rows(
            "authorization_grant",
            3,
            {
                "id": f"'00000000' || {words.text22}",
                "client_id": f"'{PORTAL}'",
                "account_id": "id",
                **lasting,
                "scope": "'openid offline_access gpi'",
                "redirect_uri": "'https://portal.example.org/cb'",
                "code_hash": words.bytes32,
                "code_challenge": f"{words.text22} || {words.text22}",
                "code_expires_at": past(9),
                "code_used_at": past(9),
                "nonce": words.text22,
                "refresh_generation": "3",
                "refreshed_at": past(9),
                "created_at": past(29),
                "expires_at": f"{now} + {words.below.format(29 * DAY)} + {HOUR}",
            },
        ),
        Rows(
            "issued_claim",
            3,
            {
                "grant_id": words.text22,
                "link_id": words.text22,
                "address_id": words.text22,
                "import_id": "1",
                "account_id": "id",
                "client_id": f"'{PORTAL}'",
                "sid": "sid",
                "first_at": past(29),
                "last_at": past(9),
                "times": "4",
                "derived_at": f"{now}",
                "counted": "1",
            },
        ),
        Rows(
            "outbox",
            10,
            {
                "id": words.text22,
                "kind": "'sign_in_code'",
                "recipient_sealed": words.bytes32,
                "message_sealed": words.bytes32,
                "state": "'sent'",
                "attempts": "1",
                "created_at": past(29),
                "due_at": past(29),
                "expires_at": past(9),
                "recipient_hash": words.bytes16,
            },
        ),
    )


def events(words: Words, *, count: int, after: int, now: int) -> Rows:
    """Return the last two years' record: `count` events, numbered from `after` on."""
    each = _RECORDED_DAYS * DAY / count
    kind = """CASE WHEN number % 100 = 0 THEN 'child_refused' WHEN number % 3 = 0
              THEN 'children_confirmed' ELSE 'signed_in' END"""
    return Rows(
        "audit_event",
        1,
        {
            "seq": f"{after} + number",
            "hash": words.bytes32,
            "at": f"{now - _RECORDED_DAYS * DAY} + CAST(number * {each} AS BIGINT)",
            "kind": kind,
            "actor": "CASE WHEN number % 1000 = 0 THEN 'anne' ELSE 'self' END",
            "subject": words.text22,
            "client_id": f"CASE WHEN number % 3 = 0 THEN NULL ELSE '{PORTAL}' END",
            "outcome": "'done'",
            "request_id": words.text22,
            "details": """'{"amr": ["pwd"], "device": "Firefox", "purpose": "portal"}'""",
        },
    )
