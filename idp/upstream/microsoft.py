"""The dialect of Microsoft Entra: many tenants behind one issuer template, `oid`, AADSTS.

Entra's `common` metadata names no issuer but a template, `https://…/{tenantid}/v2.0`; which tenant
a token is from stands in its `tid`, and whether a key may sign for it stands beside the key.
"""

import re
from collections.abc import Collection

from idp.upstream.dialect import Claims, Key, NotTrustedError
from idp.upstream.model import Identity
from idp.upstream.oidc import SUFFIX, PlainOidc, shown_of
from idp.upstream.outcomes import UpstreamOutcome

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TEMPLATE = "{tenantid}"
_MANY_TENANTS = frozenset({"common", "organizations"})
_NUMBER = re.compile(r"AADSTS(\d{4,8})")
_CORRELATION = re.compile(r"Correlation ID: ([0-9a-f-]{36})")
_OUTCOMES = {
    UpstreamOutcome.CANCELLED: (65004,),
    UpstreamOutcome.APPROVAL_NEEDED: (65001, 90094, 90095),
    UpstreamOutcome.WRONG_ACCOUNT: (50020, 16000, 50034, 51004, 500208, 50105),
    UpstreamOutcome.OUR_FAULT: (
        *(50194, 700016, 90002, 9002332, 90130, 700054, 50011),
        *(7000215, 7000222, 700027, 7000218),
    ),
    UpstreamOutcome.BLOCKED: (53000, 53001, 53002, 53003, 53004, 530032, 50076, 50079, 50158),
    UpstreamOutcome.ACCOUNT_TROUBLE: (50053, 50055, 50057, 50126),
    UpstreamOutcome.TOO_YOUNG: (54000,),
    UpstreamOutcome.OVER: (54005, 70008, 50089, 50196),
    UpstreamOutcome.UNAVAILABLE: (90033, 90006, 90024),
}
_BY_NUMBER = {number: outcome for outcome, numbers in _OUTCOMES.items() for number in numbers}


class Microsoft:
    """Entra, for one tenant or for many."""

    def __init__(self, *, allowed: Collection[str], blocked: Collection[str]) -> None:
        self._allowed = frozenset(tenant.lower() for tenant in allowed)
        self._blocked = frozenset(tenant.lower() for tenant in blocked)
        self._plain = PlainOidc()

    def check_metadata(self, metadata: Claims, discovery_uri: str) -> None:
        """Accept the template where many tenants were asked for, otherwise a tenant's own issuer.

        The host must be the one that was asked.
        """
        asked = discovery_uri.removesuffix(f"/v2.0{SUFFIX}")
        host, _, tenant = asked.rpartition("/")
        issuer = metadata.get("issuer")
        if tenant in _MANY_TENANTS:
            good = issuer == f"{host}/{_TEMPLATE}/v2.0"
        else:
            # `consumers`, or a domain, is answered with the tenant's GUID.
            found = re.fullmatch(rf"{re.escape(host)}/({_GUID.pattern})/v2\.0", str(issuer))
            good = found is not None and (not _GUID.fullmatch(tenant) or found[1] == tenant)
        if not good:
            raise NotTrustedError("metadata issuer")

    def check_issuer(self, claims: Claims, metadata: Claims, key: Key) -> None:
        """Compare the token's tenant with its issuer, and both with the key's own issuer."""
        tenant = claims.get("tid")
        if not isinstance(tenant, str) or not _GUID.fullmatch(tenant):
            raise NotTrustedError("tid")
        if claims.get("ver") != "2.0":
            raise NotTrustedError("ver")
        issuer = claims.get("iss")
        if issuer != str(metadata["issuer"]).replace(_TEMPLATE, tenant):
            raise NotTrustedError("iss")
        of_key = key.get("issuer")
        if not isinstance(of_key, str) or issuer != of_key.replace(_TEMPLATE, tenant):
            raise NotTrustedError("the key's issuer")
        cloud, of_cloud = metadata.get("cloud_instance_name"), key.get("cloud_instance_name")
        if of_cloud is not None and of_cloud != cloud:
            raise NotTrustedError("the key's cloud")
        if tenant in self._blocked or (self._allowed and tenant not in self._allowed):
            raise TenantRefusedError("the tenant is not one whose people may come in")

    def identity(self, provider: str, claims: Claims) -> Identity:
        """Return the person as (tid, oid); `sub` is particular to our registration there."""
        object_id = claims.get("oid")
        if not isinstance(object_id, str) or not _GUID.fullmatch(object_id):
            raise NotTrustedError("oid")
        key = (claims["tid"], object_id)
        return Identity(provider, key, claims["iss"], claims["sub"], shown_of(claims))

    def outcome(self, error: str, description: str) -> UpstreamOutcome:
        """Return what the error means: its number chooses the sentence, `error` is the contract."""
        number = _NUMBER.search(description)
        known = _BY_NUMBER.get(int(number[1])) if number else None
        return known or self._plain.outcome(error, description)

    def detail(self, error: str, description: str) -> str:
        """Return the error's name, number and correlation id."""
        number, correlation = _NUMBER.search(description), _CORRELATION.search(description)
        parts = [self._plain.detail(error, description)]
        if number:
            parts.append(number[0])
        if correlation:
            parts.append(f"correlation {correlation[1]}")
        return ", ".join(parts)


class TenantRefusedError(NotTrustedError):
    """A valid token of a tenant that the settings do not allow."""
