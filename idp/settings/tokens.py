"""How long what is signed lives."""

from msgspec import Struct

from idp.clock import DAY, MINUTE


class TokenSettings(Struct, frozen=True):
    """How long codes and tokens live."""

    code_seconds: int = 60
    """Life of an authorization code, in seconds."""
    access_token_seconds: int = 10 * MINUTE
    """Life of an access token, in seconds."""
    front_channel_token_seconds: int = 5 * MINUTE
    """Instead of `access_token_seconds` for one that passed through a browser, in seconds."""
    id_token_seconds: int = 10 * MINUTE
    """Default for clients; a client may have its own, since .NET portals make it their session."""
    longest_id_token_seconds: int = DAY
    """The most a client may ask for; a retired signing key stays published at least as long."""
    pushed_request_seconds: int = 5 * MINUTE
    """How long a pushed authorization request waits for its browser, in seconds."""
    device_code_seconds: int = 10 * MINUTE
    """How long a device shows its code, in seconds."""
    backchannel_request_seconds: int = 15 * MINUTE
    """How long a request that a person is written to about may be answered, in seconds."""
    poll_interval_seconds: int = 5
    """How long a client waits before it asks again whether a person has answered, in seconds."""
    refresh_seconds: int = 30 * DAY
    """From the sign-in to the last possible refresh, whatever happens in between."""
    dpop_nonce_seconds: int = 0
    """How long a client may use the nonce that its DPoP proofs must then hold, in seconds; 0: they
    need none. Each client asks once more for each nonce, and may have a clock that is wrong."""
    refresh_grace_seconds: int = 10
    """How long the immediate predecessor of a refresh token gets the same answer again."""
