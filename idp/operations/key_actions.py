"""What can be asked about keys, by console, API and command line."""

from collections.abc import Callable
from typing import Any

from idp.operations.action import Action, Actions, Method
from idp.operations.actor import Area
from idp.operations.asking import Ask, Nothing, Told
from idp.operations.key_model import (
    AddAlgorithm,
    KeysTold,
    MoveKey,
    Moves,
    Rekey,
    Rekeyed,
    RotateKeys,
    WhichKey,
)
from idp.operations.key_revocation import KeyRevocation, RevocationWeighed
from idp.operations.keys import KeyOperations

PAGE = "/admin/cles"


def key_actions(keys: KeyOperations, revocation: KeyRevocation) -> Actions:
    """Return every one."""
    return (
        _action(
            "list", keys.show, Nothing, KeysTold, "GET /keys", "Show the keys and their dates."
        ),
        _action(
            "add",
            keys.add,
            AddAlgorithm,
            Moves,
            "POST /keys",
            "Sign with an algorithm that no key signs with yet.",
        ),
        _action(
            "rotate",
            keys.rotate,
            RotateKeys,
            Moves,
            "POST /keys/rotate",
            "Publish successors, and do what is due: let them sign, withdraw the last.",
        ),
        _action(
            "activate",
            keys.activate,
            MoveKey,
            Moves,
            "POST /keys/{kid}/activate",
            "Let a pending key sign, and retire the one before it.",
        ),
        _action(
            "retire",
            keys.retire,
            MoveKey,
            Moves,
            "POST /keys/{kid}/retire",
            "Stop a key from signing: its successor takes over.",
        ),
        _action(
            "remove",
            keys.remove,
            MoveKey,
            Moves,
            "POST /keys/{kid}/remove",
            "Withdraw a retired key; what it signed no longer verifies.",
        ),
        _action(
            "weigh",
            revocation.weigh,
            WhichKey,
            RevocationWeighed,
            "GET /keys/{kid}/revocation",
            "Say what revoking a key breaks, and revoke nothing.",
        ),
        _action(
            "revoke",
            keys.revoke,
            WhichKey,
            Moves,
            "POST /keys/{kid}/revoke",
            "Withdraw a key at once: what it signed is refused within five minutes.",
        ),
        _action(
            "rekey",
            keys.rekey,
            Rekey,
            Rekeyed,
            "POST /keys/rekey",
            "Seal everything by the next key-encryption key.",
        ),
    )


def _action(
    verb: str,
    does: Callable[[Any, Any], Any],
    asks: type[Ask],
    gives: type[Told],
    where: str,
    summary: str,
) -> Action[Any, Any]:
    method: Method = "GET" if where.startswith("GET ") else "POST"
    return Action(
        name=f"keys.{verb}",
        area=Area.KEYS,
        changes=method != "GET",
        does=does,
        asks=asks,
        gives=gives,
        method=method,
        path=where.partition(" ")[2],
        command=f"keys {verb}",
        page=PAGE,
        summary=summary,
    )
