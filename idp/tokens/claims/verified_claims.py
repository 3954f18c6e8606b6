"""The school claim in the form of OpenID Connect for Identity Assurance 1.0 (§5, §6).

It says the same as `gpi_email_verified`, from the same facts, to a client that asks:
this address was proven by a code, and the school's registry lists it on a child's file. A claim
that we do not have, or not as asked, is left out alone (§5.7.2, §5.7.4), essential or not (§5.7.1);
a verification that is not as asked leaves out the whole.
"""

from datetime import datetime
from typing import Any

from idp.children import SchoolFacts, SchoolStatus
from idp.clock import as_datetime
from idp.tokens.claims.requested_value import fits

TRUST_FRAMEWORK = "qc_school_registry"
"""Our own: the rules are those of the README, *Connecting a portal*."""
EVIDENCE = "electronic_record"
RECORD = "school_registry"
CHECK = "data"
CLAIMS = ("email",)
"""The claims that it verifies."""

Asked = dict[str, Any]


def answer(asked: object, facts: SchoolFacts, now: int) -> dict[str, Any] | list[Any] | None:
    """Return `verified_claims` for the request `asked` (an object, or a list); None for nothing."""
    if facts.status is not SchoolStatus.VERIFIED or facts.address is None:
        return None
    if not isinstance(asked, list):
        return _one(asked, facts, now) if isinstance(asked, dict) else None
    found = [_one(each, facts, now) for each in asked if isinstance(each, dict)]
    return [each for each in found if each] or None


def _one(asked: Asked, facts: SchoolFacts, now: int) -> dict[str, Any] | None:
    verification = _verification(asked["verification"], facts, now)
    known = {"email": facts.address}
    wanted = {name: requested for name, requested in asked["claims"].items() if name in known}
    claims = {
        name: known[name] for name, requested in wanted.items() if fits(requested, known[name])
    }
    if verification is None or not claims:
        return None
    return {"verification": verification, "claims": claims}


def _verification(asked: Asked, facts: SchoolFacts, now: int) -> dict[str, Any] | None:
    """Return the parts that were asked for; None when a required one does not fit."""
    verified_at = as_datetime(facts.proven_at or now)
    known = {
        "trust_framework": TRUST_FRAMEWORK,
        "time": _written(verified_at),
        "evidence": [_evidence(facts, now)],
    }
    for name, requested in asked.items():
        if name not in known:
            # A part that we do not have: refused only where a value is requested.
            if _asks_value(requested):
                return None
        elif name == "evidence":
            if not _evidence_fits(requested):
                return None
        elif not fits(requested, known[name]) or not _is_recent(requested, verified_at, now):
            return None
    return {name: known[name] for name in known if name in asked or name == "trust_framework"}


def _evidence(facts: SchoolFacts, now: int) -> dict[str, Any]:
    return {
        "type": EVIDENCE,
        "check_details": [{"check_method": CHECK}],
        "time": _written(as_datetime(facts.proven_at or now)),
        "record": {
            "type": RECORD,
            "created_at": _written(as_datetime(facts.registry_at or now)),
        },
    }


def _evidence_fits(requested: object) -> bool:
    """Return whether one of the requested kinds of evidence is ours (§6.3.3)."""
    if not isinstance(requested, list) or not requested:
        return True
    return any(isinstance(each, dict) and fits(each.get("type"), EVIDENCE) for each in requested)


def _asks_value(requested: object) -> bool:
    return isinstance(requested, dict) and not requested.keys().isdisjoint(
        ("value", "values", "max_age")
    )


def _is_recent(requested: object, at: datetime, now: int) -> bool:
    longest = requested.get("max_age") if isinstance(requested, dict) else None
    if not isinstance(longest, int | float) or isinstance(longest, bool):
        return longest is None
    return now - at.timestamp() <= longest


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
