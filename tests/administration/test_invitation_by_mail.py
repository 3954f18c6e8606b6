"""An administrator who is invited by mail: the message, what is recorded, what is shown."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from idp.administration.actor import EVERY_ROLE, Actor, Role
from idp.administration.administrators.actions import (
    AdministratorActions,
    AdministratorResponse,
    Invite,
    InviteAnew,
)
from idp.administration.shapes import Nothing
from idp.clock import HOUR
from idp.errors import Refused
from idp.mail import DeliveryState
from idp.normalisation.address import parse_address
from idp.normalisation.dates import moment
from idp.settings import AdministratorSettings, Settings
from idp.storage import Statement
from idp.wiring import Provider, build
from tests.accounts.letters import messages_in_outbox
from tests.conftest import TestClock
from tests.databases import on_one_database

KIND = "administrator_invited"
OWNER = Actor(name="admin:root", roles=EVERY_ROLE, is_fresh=True)
RECORD = Statement(
    "SELECT details FROM audit_event WHERE kind = 'administrator_changed' ORDER BY id"
)


def invitation(locale: str = "fr", **changes: Any) -> Invite:  # noqa: ANN401 - members
    members = {"name": "Luc", "address": "luc@exemple.quebec", "roles": (Role.REGISTRY,), **changes}
    return Invite(**members, locale=locale, by_mail=True)


def actions(provider: Provider) -> AdministratorActions:
    return provider.administration.administrators


def listed(provider: Provider) -> AdministratorResponse:
    return actions(provider).list(OWNER, Nothing()).administrators[-1]


def recorded(provider: Provider) -> list[dict[str, Any]]:
    with provider.database.reading() as tx:
        return [json.loads(row[0]) for row in tx.rows(RECORD)]


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("fr", "Vous êtes invité à faire partie des personnes qui administrent Parvis"),
        ("en", "You are invited to join the people who administer Parvis"),
    ],
)
@on_one_database
def test_the_message_holds_the_address_that_is_shown_to_nobody_else(
    provider: Provider, locale: str, words: str
) -> None:
    invited = actions(provider).invite(OWNER, invitation(locale))

    assert invited.invitation_uri is None
    (text,) = messages_in_outbox(provider, KIND)
    assert words in text
    assert moment(invited.expires_at, locale) in text
    token = text.partition("/admin/invitation?token=")[2].split()[0]
    assert provider.administration.entry.invited(token).id == invited.id


def test_the_record_names_whom_it_went_to_and_never_the_address(provider: Provider) -> None:
    invited = actions(provider).invite(OWNER, invitation())

    (event,) = recorded(provider)
    assert (event["administrator"], event["change"], event["by_mail"]) == (
        invited.id,
        "invited",
        True,
    )
    assert "exemple.quebec" not in json.dumps(event)


@on_one_database
def test_a_colleague_who_invites_is_named_in_the_message(provider: Provider) -> None:
    with provider.database.writing() as tx:
        anne = provider.directory.administrators.add(
            tx,
            name="Anne Roy",
            address=parse_address("anne@exemple.quebec"),
            roles=("owner",),
            locale="fr",
        )
        provider.directory.administrators.entered(tx, anne)
        sessions = provider.administration.sessions
        token = sessions.start(tx, anne, amr=("hwk",), replacing=None)
        session = sessions.find(tx, token)

    actions(provider).invite(replace(OWNER, session=session), invitation())

    (text,) = messages_in_outbox(provider, KIND)
    assert "Anne Roy vous invite à faire partie" in text


@on_one_database
def test_how_long_it_works_is_the_setting_in_the_message_too(
    house_settings: Settings, clock: TestClock
) -> None:
    provider = build(
        replace(house_settings, administrators=AdministratorSettings(invitation_seconds=3 * HOUR)),
        clock,
    )
    actions(provider).invite(OWNER, invitation())
    (text,) = messages_in_outbox(provider, KIND)
    assert moment(clock.now + 3 * HOUR, "fr") in text
    provider.database.close()


@on_one_database
def test_what_became_of_the_message_is_shown_until_the_invited_can_enter(
    provider: Provider,
) -> None:
    invited = actions(provider).invite(OWNER, invitation())
    delivery = listed(provider).invitation
    assert delivery is not None
    assert delivery.state is DeliveryState.QUEUED
    with provider.database.writing() as tx:
        provider.directory.administrators.set_password(tx, invited.id, "hash")
    assert listed(provider).invitation is None


@on_one_database
def test_who_lost_their_device_is_invited_anew_by_mail_and_the_first_invitation_is_over(
    provider: Provider,
) -> None:
    invited = actions(provider).invite(OWNER, invitation())
    actions(provider).reset(OWNER, InviteAnew(id=invited.id, by_mail=True))

    texts = messages_in_outbox(provider, KIND)
    tokens = [text.partition("?token=")[2].split()[0] for text in texts]
    assert len(set(tokens)) == 2
    with provider.database.reading() as tx:
        whom = [provider.administration.invitations.find(tx, token) for token in tokens]
    assert sorted(whom, key=str) == sorted([None, invited.id], key=str)
    assert [each["change"] for each in recorded(provider)] == ["invited", "reset"]


@on_one_database
def test_an_address_that_no_message_can_be_written_to_invites_nobody(provider: Provider) -> None:
    with pytest.raises(Refused, match=r"administrators\.address"):
        actions(provider).invite(OWNER, invitation(address="zoé@exemple.quebec"))
    assert actions(provider).list(OWNER, Nothing()).administrators == ()
