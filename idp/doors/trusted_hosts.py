"""Which `Host` values are ours."""

from urllib.parse import urlsplit

from idp.settings import ServerSettings


def trusted_hosts(settings: ServerSettings) -> list[str]:
    """Return the issuer's host and the further ones that were set, without ports."""
    hosts = [urlsplit(settings.issuer).hostname or ""]
    return [*hosts, *(urlsplit(f"//{host}").hostname or "" for host in settings.hosts)]
