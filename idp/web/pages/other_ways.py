"""Other ways to sign in, as pages show them: the buttons, and the problems on such a way."""

from urllib.parse import urlencode

from idp.errors import PersonError
from idp.journeys.sign_in_elsewhere import problem_of
from idp.journeys.steps import SIGN_IN
from idp.normalisation.letter_code import clean_letter_code, shown_letter_code
from idp.upstream import CALLBACK_PATH, UpstreamOutcome, Upstreams
from idp.web.pages.page_request import PageRequest
from idp.web.pages.paths import LETTER, RETURNS
from idp.web.views import UpstreamButton

_BEGIN_PATH = CALLBACK_PATH.removesuffix("/retour")
_OUTCOMES = {f"PRV-UPSTREAM-{outcome.upper()}": outcome for outcome in UpstreamOutcome}
_OTHERS = {
    "PRV-SESSION-OVER": "errors.session_over",
    "PRV-UPSTREAM-TAKEN": "errors.upstream_taken",
    "PRV-ARRIVAL-OVER": "errors.arrival_over",
    "PRV-ACCOUNT-CLOSED": "errors.account_closed",
    "PRV-HALFWAY-OVER": "authenticators.errors.halfway_over",
    "PRV-UPSTREAM-SUSPENDED": "recovery.errors.upstream_suspended",
    "PRV-SECOND-PROOF-DUE": "recovery.errors.second_proof_due",
}


def begin_path(name: str) -> str:
    """Return where the sign-in at the provider begins."""
    return _BEGIN_PATH.format(name=name)


def buttons(request: PageRequest, upstreams: Upstreams) -> tuple[UpstreamButton, ...]:
    """Return the buttons of the providers; they keep where the sign-in was asked for."""
    back = return_to(request)
    query = f"?{urlencode({'return_to': back})}" if back else ""
    return tuple(
        UpstreamButton(
            name=each.name,
            provider=each.label,
            path=f"{begin_path(each.name)}{query}",
            logo=each.logo,
            answers=each.answers,
        )
        for each in upstreams.offers(request.locale)
    )


def return_to(request: PageRequest) -> str | None:
    """Return where this sign-in was asked for, if it is one of our pages."""
    back = request.asked("return_to")
    path, _, query = back.partition("?")
    if path == LETTER and query and request.journey is None:
        # So that the code of a letter is typed only once.
        return letter_return(query.removeprefix("code="))
    return back if back in RETURNS else None


def letter_return(code: str) -> str:
    """Return where a sign-in returns to with the code of a letter, if it looks like one."""
    try:
        return f"{LETTER}?{urlencode({'code': shown_letter_code(clean_letter_code(code))})}"
    except PersonError:
        return LETTER


def choice(request: PageRequest, problem: PersonError) -> str:
    """Return the address of the sign-in page that shows `problem`."""
    return request.to(SIGN_IN.path, **named(problem))


def named(problem: PersonError, name: str = "") -> dict[str, str]:
    """Return the query for `problem`, met at the provider `name`."""
    return {"probleme": problem.code, **({"fournisseur": name} if name else {})}


def problem_named(request: PageRequest, upstreams: Upstreams) -> PersonError | None:
    """Return the problem that the address of the page names, or None.

    Anybody can write an address: it chooses among our sentences, and fills none in.
    """
    code, name = request.query.get("probleme", ""), request.query.get("fournisseur", "")
    if request.typed:
        return None
    if code in _OUTCOMES and name in upstreams.names:
        return problem_of(_OUTCOMES[code], upstreams.label(name, request.locale))
    return PersonError(code, _OTHERS[code]) if code in _OTHERS else None
