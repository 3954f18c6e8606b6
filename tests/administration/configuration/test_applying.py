"""Files applied: twice the same, all or nothing, through the actions of administrators."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from idp.administration.actor import Role
from idp.administration.administrators.actions import AdministratorActions, Invite, SetRoles
from idp.administration.portals.actions import ClientActions
from idp.administration.portals.requests import EditPortal, NewSecret, WhichPortal, WhichSecret
from idp.administration.portals.secrets import PortalSecretActions
from idp.administration.registry.actions import RegistryActions
from idp.administration.registry.schemas import WhichImport
from idp.administration.retention.actions import RetentionActions
from idp.administration.shapes import Nothing
from idp.administrators import AdministratorId
from idp.audit.search import EventFilter, latest
from idp.clients import Client
from idp.ids import hashed
from idp.settings import Settings
from idp.storage import Statement
from idp.wiring import Provider, build
from tests.administration.configuration.conftest import OWNER, PORTAL, Shop
from tests.conftest import TestClock
from tests.databases import on_one_database
from tests.registry.conftest import PROFILE as GPI
from tests.registry.conftest import Import, export, import_lines, line, stage

__all__ = ["import_lines"]
ROOT = Path(__file__).parents[3]
PROFILE = '[[profiles]]\nname = "css"\n[profiles.content]\n' + GPI.read_text("utf-8").replace(
    "\n[", "\n[profiles.content."
)
SECRET = "Zk3-vT9q_Lw7RbX2mN8cYd5HsJ4fGp6A"
RETENTION = '[[retention]]\nname = "outbox"\ndays = 45\n'
ORGANISATION = '[[organisations]]\norganisation = "887000"\naddress = "aide@exemple.quebec"\n'


def client_of(shop: Shop, client_id: str = "portail") -> Client:
    client = shop.provider.directory.clients.get_disabled_too(client_id)
    assert client is not None
    return client


def events(shop: Shop) -> list[tuple[str, str]]:
    with shop.provider.database.reading() as tx:
        found = latest(tx, EventFilter(), before=2**62, limit=50)
    return [(each.kind, each.actor) for each in found][::-1]


def enter(shop: Shop, name: str) -> AdministratorId:
    """Invite an owner who has come in."""
    address = f"{name}@exemple.quebec"
    asked = Invite(name=name, address=address, roles=(Role.OWNER,))
    invited = shop.do(AdministratorActions.invite, asked)
    with shop.provider.database.writing() as tx:
        shop.provider.directory.administrators.entered(tx, invited.id)
    return invited.id


def owner(name: str, *roles: str) -> str:
    listed = ", ".join(f'"{each}"' for each in roles)
    return (
        f'[[administrators]]\nname = "{name}"\naddress = "{name}@exemple.quebec"\n'
        f"roles = [{listed}]\n"
    )


def test_what_was_applied_is_as_it_should_be_the_second_time(
    shop: Shop, import_lines: Import
) -> None:
    import_lines([line()])
    shop.write(all=PORTAL + OWNER + RETENTION + ORGANISATION)
    before = len(events(shop))
    assert shop.altered() == [
        "retention outbox: changed",
        "organisations 887000: changed",
        "portals portail: new",
        "administrators anne.roy@exemple.quebec: new",
    ]
    assert events(shop)[before:] == [
        ("retention_set", "admin:root"),
        ("registry_support_changed", "admin:root"),
        ("client_changed", "admin:root"),
        ("administrator_changed", "admin:root"),
    ]
    again = shop.apply()
    assert (again.plan.alterations, again.plan.unchanged) == ((), 4)
    assert len(events(shop)) == before + 4


def test_who_is_invited_by_mail_is_invited_once(shop: Shop) -> None:
    shut = OWNER.replace("anne", "luc").replace('"owner"', '"registry"')
    shut += "by_mail = true\ndisabled = true\n"
    shop.write(all=OWNER + "by_mail = true\n" + shut)
    assert shop.apply(keep=False).left == ()
    assert shop.apply().left == ()
    again = shop.apply()
    assert (again.plan.alterations, again.plan.unchanged) == ((), 2)
    mailed = Statement("SELECT count(*) FROM outbox")
    with shop.provider.database.reading() as tx:
        row = tx.row(mailed)
    assert row is not None
    assert row[0] == 1
    assert "by_mail" not in shop.export()["administrators.toml"]


def test_what_is_only_tried_leaves_nothing(shop: Shop) -> None:
    shop.write(all=PORTAL + OWNER + RETENTION)
    assert len(shop.altered(keep=False)) == 3
    assert shop.provider.directory.clients.all() == ()
    assert shop.do(AdministratorActions.list, Nothing()).administrators == ()
    assert events(shop) == []


def test_one_that_is_refused_leaves_none_of_the_others(shop: Shop) -> None:
    bad = '[[retention]]\nname = "journey"\ndays = 5\n[[retention]]\nname = "outbox"\ndays = 9000\n'
    shop.write(a=PORTAL, b=bad)
    assert shop.refused() == [
        "b.toml:2: retention: name: Nobody sets this time: it follows from what the thing is.",
        "b.toml:6: retention: days: Choose from 1 to 180 days.",
    ]
    assert shop.provider.directory.clients.all() == ()
    assert events(shop) == []


def test_what_an_administrator_changed_meanwhile_differs_and_is_set_back(shop: Shop) -> None:
    shop.write(all=PORTAL)
    shop.apply()
    changes = {"branding": {"colour": "#123456"}, "asks_consent": True}
    shop.do(ClientActions.edit, EditPortal(id="portail", metadata=changes))
    (altered,) = shop.apply(keep=False).plan.alterations
    assert {each.member: each.before for each in altered.differences} == {
        "branding.colour": "#123456",
        "asks_consent": True,
    }
    assert shop.altered() == ["portals portail: changed"]
    assert client_of(shop).branding.colour == "#095797"
    assert shop.altered() == []


def test_a_disabled_portal_is_written_so_and_enabled_without(shop: Shop) -> None:
    shop.write(all=PORTAL.replace("redirect", "disabled = true\nredirect"))
    shop.apply()
    assert client_of(shop).disabled
    assert shop.altered() == []
    shop.write(all=PORTAL)
    assert shop.altered() == ["portals portail: changed"]
    assert not client_of(shop).disabled


def test_what_no_file_has_stays_until_it_is_pruned(shop: Shop, import_lines: Import) -> None:
    import_lines([line()])
    enter(shop, "luce")
    shop.write(all=PORTAL + PORTAL.replace('"portail"', '"autre"') + OWNER + RETENTION)
    shop.write(more=owner("luce", "owner") + ORGANISATION)
    shop.apply()
    shop.write(all=PORTAL + RETENTION.replace("outbox", "browser_session"))
    shop.write(more=owner("luce", "owner") + ORGANISATION)
    kept = shop.altered()
    assert "portals autre: in no file" in kept
    assert "retention outbox: in no file" in kept
    assert not client_of(shop, "autre").disabled
    pruned = shop.altered(prune=True)
    assert "administrators anne.roy@exemple.quebec: pruned" in pruned
    assert client_of(shop, "autre").disabled
    rules = {each.name: each.days for each in shop.do(RetentionActions.show, Nothing()).rules}
    assert (rules["outbox"], rules["browser_session"]) == (30, 45)
    assert shop.altered(prune=True) == []


def test_a_kind_of_which_no_file_has_any_is_left_alone(shop: Shop) -> None:
    enter(shop, "luce")
    shop.write(all=PORTAL)
    shop.apply()
    shop.write(all=RETENTION)
    assert shop.altered(prune=True) == ["retention outbox: changed"]
    assert len(shop.do(AdministratorActions.list, Nothing()).administrators) == 1
    assert not client_of(shop).disabled


def test_the_last_owner_is_neither_pruned_nor_given_other_roles(shop: Shop) -> None:
    enter(shop, "luce")
    shop.write(all=OWNER)
    (reason,) = shop.refused(prune=True)
    assert reason.startswith("administrators luce@exemple.quebec: This is the last owner")
    shop.write(all=OWNER + owner("luce", "support"))
    (reason,) = shop.refused()
    assert "last owner" in reason
    (luce,) = shop.do(AdministratorActions.list, Nothing()).administrators
    assert luce.roles == (Role.OWNER,)


def test_owners_change_places_in_one_run(shop: Shop) -> None:
    enter(shop, "agathe")
    zoe = enter(shop, "zoe")
    shop.do(AdministratorActions.set_roles, SetRoles(id=zoe, roles=(Role.SUPPORT,)))
    shop.write(all=owner("agathe", "support") + owner("zoe", "owner"))
    shop.apply()
    found = shop.do(AdministratorActions.list, Nothing()).administrators
    assert {each.name: each.roles for each in found} == {
        "agathe": (Role.SUPPORT,),
        "zoe": (Role.OWNER,),
    }


@on_one_database
def test_a_way_to_read_exports_is_saved_changed_and_removed(shop: Shop) -> None:
    shop.write(all=PROFILE)
    assert shop.altered() == ["profiles css: new"]
    assert shop.altered() == []
    shop.write(all=PROFILE.replace('separator = ";"', 'separator = ","'))
    (altered,) = shop.apply().plan.alterations
    assert [(each.member, each.before, each.after) for each in altered.differences] == [
        ("content.separator", ";", ",")
    ]
    shop.write(all=PROFILE.replace('"css"', '"autre"'))
    assert shop.altered(prune=True) == ["profiles autre: new", "profiles css: pruned"]
    shop.write(all=PROFILE.replace("date_format", "date_shape"))
    (reason,) = shop.refused()
    assert reason.startswith("all.toml:1: profiles: ")


@on_one_database
def test_an_administrator_is_told_by_the_address_however_it_is_written(shop: Shop) -> None:
    shop.write(all=OWNER)
    outcome = shop.apply()
    assert "parvis admin reset" in outcome.left[0]
    shop.write(all=OWNER.replace("anne.roy", "Anne.Roy"))
    assert shop.altered() == []
    shop.write(all=OWNER.replace("Anne Roy", "Anne Caron"))
    (reason,) = shop.refused()
    assert reason.startswith("all.toml:2: administrators: name: it does not change once")


@on_one_database
def test_nobody_can_come_in_by_what_an_apply_printed(shop: Shop) -> None:
    shop.write(all=OWNER)
    assert "token" not in "".join(shop.apply().left)


def test_a_secret_is_set_from_where_the_file_says_and_stands_nowhere_else(
    shop: Shop, tmp_path: Path
) -> None:
    shop.write(all=PORTAL.replace("redirect", 'secret = { environment = "IT" }\nredirect'))
    shop.environment["IT"] = SECRET
    outcome = shop.apply()
    assert outcome.left == ()
    assert [each.secret_hash for each in client_of(shop).secrets] == [hashed(SECRET)]
    assert SECRET not in repr(outcome)
    assert SECRET not in "".join(shop.export().values())
    with shop.provider.database.reading() as tx:
        record = latest(tx, EventFilter(), before=2**62, limit=50)
    assert SECRET not in repr(record)
    assert shop.altered() == []
    (tmp_path / "it").write_text(f"{SECRET[::-1]}\n", "utf-8")
    shop.write(all=PORTAL.replace("redirect", 'secret = { file = "../it" }\nredirect'))
    (altered,) = shop.apply().plan.alterations
    assert [(each.member, each.after) for each in altered.differences] == [
        ("secret", "from file ../it")
    ]
    assert len(client_of(shop).secrets) == 2  # the portal has time to take it


@on_one_database
def test_a_pipe_that_nobody_writes_to_holds_up_nothing(shop: Shop, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "it")
    reference = f'secret = {{ file = "{tmp_path / "it"}" }}\nredirect'
    shop.write(all=PORTAL.replace("redirect", reference))
    (line,) = shop.refused()
    assert line.startswith("all.toml:3: portals: secret: ")


def test_a_secret_that_was_replaced_or_ended_does_not_come_back(
    shop: Shop, clock: TestClock
) -> None:
    shop.write(all=PORTAL.replace("redirect", 'secret = { environment = "IT" }\nredirect'))
    shop.environment["IT"] = SECRET
    shop.apply()
    clock.advance(1)
    made = shop.do(PortalSecretActions.new_secret, NewSecret(id="portail")).secret
    over = "all.toml:3: portals: secret: this secret was ended or replaced: a new one is needed."
    assert shop.refused() == [over]
    shop.environment["IT"] = str(made)
    assert shop.altered() == []
    secret = shop.do(ClientActions.show, WhichPortal(id="portail")).secrets[-1]
    shop.do(PortalSecretActions.end_secret, WhichSecret(id="portail", secret_id=secret.id))
    assert shop.refused() == [over]


def test_an_export_makes_the_same_installation_on_an_empty_one(
    shop: Shop, empty_shop: Shop, tmp_path: Path
) -> None:
    for each in (shop, empty_shop):
        stage(each.provider, export(tmp_path / "export.csv", [line()]))
        each.do(RegistryActions.publish, WhichImport(import_id=1))
    enter(shop, "luce")
    rich = PORTAL.replace(
        "redirect_uris",
        'contacts = ["a\\"b\\\\é\\t@x"]\nscopes = ["openid", "gpi", "gpi.children"]\n'
        'aliases = ["board/B2C_1_reset"]\n'
        'policies = [{ name = "B2C_1_reset", journey = "reset_password" }]\n'
        'child_numbers = true\nprofile = "legacy"\nid_token_seconds = 600\nredirect_uris',
    )
    shop.write(all=rich + PORTAL.replace('"portail"', '"../Ätre"') + OWNER + RETENTION)
    shop.write(more=ORGANISATION + PROFILE)
    shop.apply()
    shop.do(ClientActions.disable, WhichPortal(id="../Ätre"))
    written = shop.export()
    assert set(written) == {
        "administrators.toml",
        "organisations.toml",
        "retention.toml",
        "profiles/css.toml",
        "portals/portail.toml",
        "portals/%2E.%2F%C3%84tre.toml",
    }
    for name, text in written.items():
        path = empty_shop.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    empty_shop.apply()
    assert empty_shop.export() == written
    assert empty_shop.altered(prune=True) == []


@on_one_database
def test_the_example_of_the_documentation_is_applied(shop: Shop, import_lines: Import) -> None:
    import_lines([line()])
    page = (ROOT / "docs" / "configuration-by-file.md").read_text("utf-8")
    shop.write(all=page.partition("```toml\n")[2].partition("```")[0])
    shop.environment["ERABLES_SECRET"] = SECRET
    assert [each.partition(" ")[0] for each in shop.altered()] == [
        *("retention", "profiles", "organisations", "portals", "administrators")
    ]


@pytest.mark.race
def test_two_who_apply_at_once_leave_one_of_each(
    shop: Shop, house_settings: Settings, clock: TestClock
) -> None:
    portals = "".join(PORTAL.replace('"portail"', f'"p{number}"') for number in range(20))
    shop.write(all=portals + OWNER)
    other = build(house_settings, clock)
    both = Barrier(2)

    def apply(provider: Provider) -> list[str]:
        both.wait()
        return Shop(provider, shop.directory).altered()

    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(apply, (shop.provider, other)))
    other.database.close()
    assert sorted(map(len, results)) == [0, 21]
    assert len(shop.do(AdministratorActions.list, Nothing()).administrators) == 1
