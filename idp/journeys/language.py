"""The language of a page: French first, another where the portal's policy allows it."""

from contextlib import suppress

from idp.accounts import Accounts, Session, SessionDatabase
from idp.clients import Client, LanguagePolicy
from idp.errors import SessionOverError
from idp.part import Part

FRENCH = "fr"
ENGLISH = "en"


def policy_of(client: Client | None) -> LanguagePolicy:
    """Return the portal's policy; without a portal, both languages are open."""
    return LanguagePolicy.BILINGUAL if client is None else client.language_policy


def allowed(policy: LanguagePolicy, locale: str, *, attested: bool) -> bool:
    """Return whether pages may be shown in `locale` now."""
    if locale == FRENCH:
        return True
    if policy is LanguagePolicy.ATTESTED:
        return attested
    return policy is LanguagePolicy.BILINGUAL and locale == ENGLISH


def chosen(
    policy: LanguagePolicy, requested_languages: tuple[str | None, ...], *, attested: bool
) -> str:
    """Return the first of `requested_languages` that we have; French if none is allowed."""
    for language in requested_languages:
        if language is None:
            continue
        locale = language.lower().partition("-")[0]
        if locale in {FRENCH, ENGLISH}:
            return locale if allowed(policy, locale, attested=attested) else FRENCH
    return FRENCH


def spoken(
    client: Client | None, locale: str | None, ui_locales: str | None, *, attested: bool
) -> str:
    """Return the language of a page without a journey: the one chosen, else one asked for."""
    requested_languages = tuple((ui_locales or "").split())
    return locale or chosen(policy_of(client), requested_languages, attested=attested)


class RememberLanguage(Part):
    """Keeps the language of an account, for its messages and its next browser."""

    database: SessionDatabase
    accounts: Accounts

    def remember(self, session: Session, locale: str) -> None:
        """Write to the person in `locale` from now on; the browser has its own cookie for it."""
        with suppress(SessionOverError), self.database.acting(session) as tx:
            self.accounts.set_locale(tx, session.account_id, locale)
