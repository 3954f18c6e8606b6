"""Portals as files hold them: the members of a client, whether it is disabled, its secret."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import fields
from typing_extensions import override

from idp.administration.configuration.configured import (
    Configured,
    Difference,
    Doer,
    Item,
    Members,
)
from idp.administration.configuration.references import References, Referred
from idp.administration.portals.actions import ClientActions
from idp.administration.portals.requests import RegisterPortal, SetSecret, WhichPortal
from idp.administration.portals.secrets import PortalSecretActions
from idp.administration.portals.writing import PortalWriting
from idp.administration.reading import read_ask
from idp.administration.shapes import ActionRequest
from idp.clients import Branding, Client
from idp.clients.expiry import last_secret
from idp.clients.metadata import chosen_metadata
from idp.errors import Refused
from idp.ids import hashed

_LONGEST_NAME = 200
"""Of a file: systems allow 255 bytes."""
_BESIDE = ("id", "disabled", "secret")


class _Beside(ActionRequest):
    """What an entry holds beside the members of a client."""

    id: Annotated[str, Meta(min_length=1)]
    disabled: bool = False


class _AboutPortal(Struct, frozen=True):
    client: Client
    secret: Referred | None = None


class ConfiguredPortals(Configured):
    """Each is one client, whole: what an entry leaves out has its default.

    Nothing here deletes a portal: one that goes is disabled. Those that registered themselves stand
    in no file.
    """

    name = "portals"
    key = "id"
    known = (
        *(each.name for each in fields(Client) if each.name != "secrets"),
        *(f"branding.{each.name}" for each in fields(Branding)),
        "secret",
    )
    pruning = "disabled"

    def __init__(self, *, writing: PortalWriting) -> None:
        self._writing = writing

    @override
    def found(self, doer: Doer) -> Iterable[Item]:
        for client in self._writing.all():
            yield Item(
                client.id,
                _members(client),
                _AboutPortal(client),
                file=None if client.self_registered else _file_of(client.id),
                is_prunable=not client.self_registered and not client.disabled,
            )

    @override
    def wanted(self, doer: Doer, members: Members, references: References) -> Item:
        beside = {name: members[name] for name in ("id", "disabled") if name in members}
        metadata = {name: each for name, each in members.items() if name not in _BESIDE}
        which = read_ask(_Beside, beside)
        asked = read_ask(RegisterPortal, {"metadata": metadata})
        client = self._writing.checked(doer.actor, which.id, asked.metadata)
        secret = None
        if "secret" in members:
            secret = references.read("secret", members["secret"])
            read_ask(SetSecret, {"id": which.id, "secret": secret.secret})
            if not client.token_endpoint_auth_method.has_secret:
                method = str(client.token_endpoint_auth_method)
                raise Refused("clients.no_secret_used", field="secret", id=client.id, method=method)
        about = _AboutPortal(client, secret)
        return Item(which.id, _members(client, disabled=which.disabled), about)

    @override
    def differences(self, before: Item | None, after: Item) -> tuple[Difference, ...]:
        found = super().differences(before, after)
        secret = after.about.secret
        if secret is None or (before and self._is_last(before.about.client, secret)):
            return found
        return (*found, Difference("secret", after=f"from {secret.place}"))

    @override
    def put(self, doer: Doer, before: Item | None, after: Item) -> str:
        differing = {each.member for each in self.differences(before, after)}
        if before is None or differing - {"disabled", "secret"}:
            metadata = {name: each for name, each in after.members.items() if name not in _BESIDE}
            asked = RegisterPortal(
                metadata={"id": after.key, **metadata}, replace=before is not None
            )
            doer.do(ClientActions.register, asked)
        if "secret" in differing:
            doer.do(
                PortalSecretActions.set_secret,
                SetSecret(id=after.key, secret=after.about.secret.secret),
            )
        if "disabled" in differing:
            verb = ClientActions.disable if "disabled" in after.members else ClientActions.enable
            doer.do(verb, WhichPortal(id=after.key))
        uses_secret = after.about.client.token_endpoint_auth_method.has_secret
        if before is None and uses_secret and after.about.secret is None:
            return f"it has no secret: `parvis clients secret {after.key}`"
        return ""

    @override
    def prune(self, doer: Doer, before: Item) -> None:
        doer.do(ClientActions.disable, WhichPortal(id=before.key))

    def _is_last(self, client: Client, secret: Referred) -> bool:
        last = last_secret(client, self._writing.clock.seconds())
        return last is not None and last.secret_hash == hashed(secret.secret)


def _file_of(client_id: str) -> str:
    name = quote(client_id, safe="")
    if len(name) > _LONGEST_NAME:
        name = sha256(client_id.encode()).hexdigest()
    # A name that begins with a dot is hidden, and is not read.
    return f"portals/{name.replace('.', '%2E', 1) if name.startswith('.') else name}.toml"


def _members(client: Client, *, disabled: bool | None = None) -> dict[str, Any]:
    shut = client.disabled if disabled is None else disabled
    members: dict[str, Any] = msgspec.to_builtins(chosen_metadata(client))
    return {"id": client.id, **({"disabled": True} if shut else {}), **members}
