"""Requests and responses about keys; times in seconds since 1970."""

from typing import Annotated

from msgspec import Meta

from idp.administration.shapes import ActionRequest, ActionResponse
from idp.keys.algorithms import ALGORITHMS
from idp.keys.private_keys import KeptIn
from idp.keys.record import KeyRecord, KeyState
from idp.keys.time_line import TimeLine
from idp.rotation import Move

Algorithm = Annotated[
    str,
    Meta(
        pattern=f"^({'|'.join(ALGORITHMS)})$",
        description="A signature algorithm of JWS.",
        extra={"choices": ALGORITHMS},
    ),
]
Kid = Annotated[str, Meta(min_length=1, max_length=64, description="The key's `kid`.")]


class WhichKey(ActionRequest):
    """One key."""

    kid: Kid


class MoveKey(WhichKey):
    """One key, and whether to move it before that is safe."""

    early: Annotated[bool, Meta(description="Now, though tokens may fail to verify.")] = False


class AddAlgorithm(ActionRequest):
    """An algorithm to sign with."""

    algorithm: Algorithm


class RotateKeys(ActionRequest):
    """The algorithms whose keys to rotate; none: all that have a key."""

    algorithms: Annotated[
        tuple[Algorithm, ...],
        Meta(max_length=len(ALGORITHMS), extra={"command": "argument"}),
    ] = ()
    older_than_days: Annotated[
        int, Meta(ge=0, le=3650, description="Only keys that have signed this long.")
    ] = 0
    at: (
        Annotated[
            int,
            Meta(
                ge=0,
                le=1 << 40,
                description="When the next keys are to sign; else as soon as that is safe.",
                extra={"is_moment": True},
            ),
        ]
        | None
    ) = None


class Rekey(ActionRequest):
    """How to change the key-encryption key."""

    make: Annotated[
        bool,
        Meta(description="Make the next one where the settings say, on the machine that is asked."),
    ] = False


class KeyResponse(ActionResponse):
    """One key, with the times of its states."""

    kid: str
    algorithm: str
    state: KeyState
    kept_in: KeptIn
    published_at: int
    safe_to_activate_at: int
    """When every relying party has had time to fetch it."""
    activated_at: int | None
    scheduled_at: int | None
    """When a key that signs will have signed for as long as the schedule says."""
    asked_at: int | None
    """From when on a pending key was asked to sign, if that is safe, before the schedule."""
    retired_at: int | None
    safe_to_remove_at: int | None
    """When nothing that it signed is valid any more."""
    removed_at: int | None
    revoked_at: int | None

    @property
    def withdrawn_at(self) -> int | None:
        """When it was removed or revoked."""
        return self.revoked_at or self.removed_at


class AlgorithmResponse(ActionResponse):
    """The keys of one algorithm, oldest first, and when they rotate next by themselves."""

    algorithm: str
    keys: tuple[KeyResponse, ...]
    next_at: int | None
    """When the pending key takes over; null without one, or without a schedule."""
    soonest_at: int | None
    """When one that is asked now would sign; null where no key signs."""

    @property
    def signs(self) -> bool:
        """Whether a key signs."""
        return any(each.state is KeyState.ACTIVE for each in self.keys)

    def can_be_rotated(self, now: int) -> bool:
        """Whether a key signs, and none is asked already to follow as soon as that is safe."""
        asked = (each.asked_at for each in self.keys if each.state is KeyState.PENDING)
        return self.signs and not any(at is not None and at <= now for at in asked)


class EncryptionKeyResponse(ActionResponse):
    """The key-encryption key: where it is, and whether it is being changed."""

    kind: str
    name: str
    successor_kind: str
    successor_name: str
    has_successor: bool
    is_changed: bool
    """Whether everything is sealed by the successor already."""


class KeysResponse(ActionResponse):
    """Every algorithm, used or not, and the schedule."""

    now: int
    lead_seconds: int
    rotation_days: int
    algorithms: tuple[AlgorithmResponse, ...]
    encryption_key: EncryptionKeyResponse


class Moves(ActionResponse):
    """What moved; nothing when nothing was due."""

    moves: tuple[Move, ...]


class Rekeyed(ActionResponse):
    """The result of sealing everything again."""

    sealed: int
    """How many values; 0 when all were sealed so before."""
    made: bool
    """Whether the next key was made on this machine."""
    encryption_key: str


def key_response(record: KeyRecord, line: TimeLine) -> KeyResponse:
    """Return the response about a key: nothing of its private half."""
    signs = record.state is KeyState.ACTIVE
    return KeyResponse.of(
        record,
        safe_to_activate_at=line.safe_to_activate_at(record),
        scheduled_at=line.scheduled_at(record) if signs else None,
        safe_to_remove_at=line.safe_to_remove_at(record),
    )
