"""How long a grant lasts after its code."""

from idp.settings import TokenSettings


def grant_seconds(scope: tuple[str, ...], settings: TokenSettings) -> int:
    """Return for how long what was granted with `scope` can be used once its code has expired."""
    lasting = "offline_access" in scope  # OpenID Connect Core §11
    return settings.refresh_seconds if lasting else settings.access_token_seconds
