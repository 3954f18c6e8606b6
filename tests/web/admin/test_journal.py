"""`/admin/journal`: what is searched, shown, taken along and verified in the console."""

import json
import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

from idp import audit
from idp.audit.admin_events import ClientChanged
from idp.audit.event import Event
from idp.audit.events import AccountErased, SignedIn, SignInRefused
from idp.storage import Statement
from idp.translations import LOCALES, words_in
from idp.wiring import Provider
from tests.audit.record import tamper
from tests.conftest import Portal
from tests.databases import on_one_database
from tests.web.admin.conftest import Colleague, MakeColleague


def _kinds(of: type[Event] = Event) -> Iterator[str]:
    for each in of.__subclasses__():
        if each.__module__.startswith("idp."):
            yield each.kind
        yield from _kinds(each)


@pytest.fixture
def auditor(provider: Provider, make_colleague: MakeColleague) -> Colleague:
    """An auditor, sixty sign-ins and one change of a portal whose name a spreadsheet would run."""
    with provider.database.writing() as tx:
        for number in range(60):
            provider.audit.record(tx, SignedIn(subject="luc", methods="pwd", sid=str(number)))
        event = ClientChanged(actor="admin:a", client_id="=portal", change="edited")
        provider.audit.record(tx, event)
    return make_colleague("auditor")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_of_event_has_words(locale: str) -> None:
    for module in pkgutil.iter_modules(audit.__path__):
        import_module(f"idp.audit.{module.name}")
    words = words_in(locale)
    assert [kind for kind in sorted(_kinds()) if f"console_journal.kinds.{kind}" not in words] == []


@on_one_database
def test_events_are_searched_page_by_page_and_shown(auditor: Colleague) -> None:
    first = auditor.see("/admin/journal?subject=luc").text
    assert first.count("<tr>") == 51
    assert 'href="/admin/journal?subject=luc&amp;before=11"' in first
    second = auditor.see("/admin/journal?subject=luc&before=11").text
    assert second.count("<tr>") == 11
    shown = auditor.see("/admin/journal/61").text
    assert "Portail modifié" in shown
    assert "edited" in shown
    assert auditor.see("/admin/journal/999").status_code == 404
    assert auditor.see("/admin/journal?until=2026-11-22").text.count("<tr>") == 0
    assert auditor.see("/admin/journal?since=2026-11-23&until=2026-11-23").text.count("<tr>") == 51


@on_one_database
def test_what_is_no_day_or_number_is_told_on_the_page(auditor: Colleague) -> None:
    for query in ("since=hier", "before=-1", "before=x", f"kind={'k' * 500}"):
        answer = auditor.see(f"/admin/journal?{query}")
        assert (query, "ADM-" in answer.text) == (query, True)
    assert auditor.see("/admin/journal/fichier?since=hier").status_code == 404


@on_one_database
def test_a_search_is_taken_along_whole(auditor: Colleague) -> None:
    lines = auditor.see("/admin/journal/fichier?subject=luc").text.splitlines()
    assert [json.loads(line)["seq"] for line in lines] == list(range(1, 61))
    table = auditor.see("/admin/journal/fichier?forme=csv&kind=client_changed")
    assert table.headers["Content-Disposition"] == 'attachment; filename="journal.csv"'
    head, row = table.text.splitlines()
    assert head.startswith("\ufeffseq,at,kind")
    assert ",'=portal," in row


def test_the_chain_is_read_by_a_button(provider: Provider, auditor: Colleague) -> None:
    assert "Le journal est intact" in auditor.send("/admin/journal").text
    tamper(provider, "UPDATE audit_event SET subject = 'x' WHERE seq = 5")
    broken = auditor.send("/admin/journal").text
    assert "n’est pas intact" in broken
    assert "L’événement 5 n’est pas celui" in broken


def test_what_tokens_told_is_derived_again_by_a_button(
    provider: Provider, auditor: Colleague
) -> None:
    assert "0 attribut redérivé" in auditor.send("/admin/journal", action="rederive").text
    with provider.database.writing() as tx:
        tx.run(
            Statement(
                """INSERT INTO issued_claim (grant_id, link_id, address_id, import_id, account_id,
                                           client_id, sid, first_at, last_at, times)
                   VALUES ('g', 'l', 'a', 1, 'nobody', 'portal', 'the-session', 1, 1, 1)"""
            )
        )
    found = auditor.send("/admin/journal", action="rederive").text
    assert "Le compte n’avait pas cette adresse." in found
    assert "the-session" in found


@on_one_database
def test_names_stand_in_place_of_ids(
    provider: Provider, portal: Portal, auditor: Colleague
) -> None:
    with provider.database.writing() as tx:
        event = ClientChanged(
            actor=f"admin:{auditor.id}", client_id=portal.client.id, change="edited"
        )
        provider.audit.record(tx, event)
        provider.audit.record(tx, SignInRefused(subject="0123456789abcdef"))
        provider.audit.record(tx, AccountErased(subject="0123456789abcdef"))
    page = auditor.see("/admin/journal").text
    assert f'<a href="/admin/journal?actor=admin%3A{auditor.id}">anne</a>' in page
    assert "Portail des Érables" in page
    assert "Compte 01234567</a>" in page
    assert "La personne elle-même" in page
    assert "Sans preuve d’identité" in page
    assert ">Parvis</td>" in page
    assert '<span class="tag refused">refusé</span>' in page
    assert f"admin:{auditor.id}" in auditor.see("/admin/journal/62").text
