"""The policy that a B2C URL names: tenant and policy, which together are an alias.

A client is registered with the alias; URLs may write it in any case of letters.
"""

from urllib.parse import quote

from msgspec import Struct, structs

from idp.clients import Clients
from idp.protocol.errors import NotRedirectableError
from idp.protocol.incoming import Incoming, Pairs

_POLICY = "p"
_LONGEST = 256


class Policy(Struct, frozen=True):
    """A tenant's policy, and its place in the URL: in the path, there after `tfp`, or the query."""

    tenant: str
    name: str
    style: str

    @property
    def alias(self) -> str:
        """The registered alias, in lower case."""
        return f"{self.tenant}/{self.name}"

    def uri(self, issuer: str, rest: str) -> str:
        """Return the URL of `rest` in the style of this request."""
        tenant, name = quote(self.tenant, safe=""), quote(self.name, safe="")
        if self.style == "query":
            return f"{issuer}/{tenant}/{rest}?{_POLICY}={name}"
        return f"{issuer}{'/tfp' if self.style == 'tfp' else ''}/{tenant}/{name}/{rest}"


def find_policy(path: str, asked: Incoming, tenant: str, in_path: str | None) -> Policy | None:
    """Return the one policy that the request names; None when it names none, or two."""
    named = (value for name, value in (*asked.query, *asked.form) if name == _POLICY)
    policies = {each.lower() for each in (*named, in_path) if each}
    if len(policies) != 1:
        return None
    style = "query" if in_path is None else "tfp" if path.startswith("/tfp/") else "path"
    return Policy(tenant.lower(), policies.pop(), style)


def is_known(policy: Policy, clients: Clients) -> bool:
    """Return whether any client is registered with it."""
    return len(policy.alias) <= _LONGEST and clients.knows_alias(policy.alias)


def unknown_policy() -> NotRedirectableError:
    """Return the error for a policy that no client registered."""
    return NotRedirectableError("PRV-POLICY-UNKNOWN", "errors.policy_unknown")


def standard(asked: Incoming, policy: Policy) -> Incoming:
    """Return the request without B2C's own parameters."""
    return structs.replace(
        asked, query=_rest(asked.query), form=_rest(asked.form), alias=policy.alias
    )


def _rest(pairs: Pairs) -> Pairs:
    return tuple(pair for pair in pairs if pair[0] != _POLICY)
