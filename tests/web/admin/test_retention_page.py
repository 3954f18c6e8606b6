"""`/admin/retention`: read by some, set by fewer, and wrong at its own field."""

from idp.clock import DAY
from idp.retention import CLOSED_ACCOUNT
from idp.wiring import Provider
from tests.databases import on_one_database
from tests.web.admin.conftest import MakeColleague

PAGE = "/admin/retention"


@on_one_database
def test_a_rule_is_set_by_its_own_form_and_wrong_at_its_own_field(
    provider: Provider, make_colleague: MakeColleague
) -> None:
    operator = make_colleague("operator")
    wrong = operator.send(PAGE, name=CLOSED_ACCOUNT.name, days="3")
    assert wrong.status_code == 422
    assert "Choisissez de 7 à 90 jours." in wrong.text
    assert wrong.text.count('id="days"') == 1
    assert 'id="days-outbox"' in wrong.text
    assert operator.send(PAGE, name=CLOSED_ACCOUNT.name, days="45").status_code == 303
    assert "La durée est enregistrée" in operator.see(f"{PAGE}?notice=retention_set").text
    with provider.database.reading() as tx:
        assert provider.closing.retention.seconds(tx)[CLOSED_ACCOUNT.name] == 45 * DAY
    assert operator.send(PAGE, name="account", days="45").status_code == 404


@on_one_database
def test_an_auditor_reads_and_has_nothing_to_send(make_colleague: MakeColleague) -> None:
    shown = make_colleague("auditor").see(PAGE).text
    assert "Comptes fermés" in shown
    assert 'name="days"' not in shown
