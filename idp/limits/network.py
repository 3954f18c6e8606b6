"""The network of a request, as budgets see it, and the factor of its budgets."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from idp.settings import KnownNetwork

_IPV6_PREFIX = 64  # one household's or telephone's, which may choose any address in it


@lru_cache(maxsize=4096)  # every request asks, and most come from a few places
def network_of(remote_address: str) -> str:
    """Return the IPv4 address itself, or the /64 of an IPv6 one; `unknown` for anything else."""
    try:
        address = ip_address(remote_address.partition("%")[0])
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, _IPV6_PREFIX), strict=False))


@lru_cache(maxsize=4096)
def factor_of(network: str, known: tuple[KnownNetwork, ...]) -> int:
    """Return how many times the budgets of others `network` (see `network_of`) has."""
    try:
        ours = ip_network(network)
    except ValueError:
        return 1
    return max(
        (each.factor for each in known if ip_network(each.network).overlaps(ours)), default=1
    )
