"""The way by Microsoft, as a person walks it: there, back, and past the pages that follow."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from idp.storage import Statement
from idp.wiring import Provider
from tests.stand_in import StandIn
from tests.web.pages.person import Person

ADDRESS = "marie.tremblay@exemple.quebec"
OTHER_ADDRESS = "m.tremblay@travail.exemple.quebec"
PASSWORD = "un violon dort sous la neige"
COUNT_ACCOUNTS = Statement("SELECT COUNT(*) FROM account")
COUNT_LINKS = Statement("SELECT COUNT(*) FROM upstream_link")


def count(provider: Provider, statement: Statement) -> int:
    with provider.database.reading() as tx:
        row = tx.row(statement)
    assert row is not None
    return int(row[0])


def press(person: Person, page: str = "/connexion", journey: str = "") -> str:
    """Press *Continuer avec Microsoft* and return where that leads."""
    person.open(f"{page}?journey={journey}" if journey else page)
    answer = person.post("/continuer-avec/microsoft", data=person.form())
    assert answer.status_code == 303
    return answer.headers["Location"]


def go(person: Person, microsoft: StandIn, who: str, journey: str = "") -> Person:
    """Sign in there as `who` and come back."""
    return come_back(person, microsoft.sign_in(press(person, journey=journey), who))


def come_back(person: Person, answer: dict[str, str]) -> Person:
    return person.open(f"/continuer-avec/microsoft/retour?{urlencode(answer)}")


def join(person: Person, address: str) -> Person:
    """Prove `address` and press the button that follows."""
    person.send(address=address)
    assert person.path == "/code"
    person.send(code=person.email_code)
    assert person.path == "/rattachement"
    return agree(person)


def agree(person: Person) -> Person:
    """Press the button of the open page, as a browser sends it."""
    action = re.search(r'name="action" value="(join|create)"', person.text)
    assert action is not None, person.text
    return person.send(action=action[1])


def named(person: Person, name: str) -> str:
    """Return what the address of the open page says under `name`."""
    return dict(parse_qsl(urlsplit(person.where).query))[name]


def add(person: Person) -> str:
    """Ask for one more way in on the account page, and return where that leads."""
    person.open("/compte/connexions")
    form = person.form() | {"action": "add", "name": "microsoft"}
    return person.post("/compte/connexions", data=form).headers["Location"]
