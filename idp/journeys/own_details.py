"""A parent's own details, kept in the formats that portals expect."""

from idp.accounts import AccountDetails, Details, Session, SessionDatabase
from idp.ids import AccountId
from idp.normalisation.line import clean_line, clean_name
from idp.normalisation.phone_number import clean_phone_number
from idp.normalisation.postal_code import clean_postal_code
from idp.part import Part


class OwnDetails(Part):
    """Each may be empty, and all may be erased."""

    database: SessionDatabase
    details: AccountDetails

    def read(self, account_id: AccountId) -> Details:
        """Return the details."""
        with self.database.reading() as tx:
            return self.details.of_account(tx, account_id).details

    def keep(self, session: Session, typed: Details) -> None:
        """Keep what was typed. Raises PersonError for the first field that is not valid."""
        cleaned = _cleaned(typed)
        with self.database.acting(session) as tx:
            self.details.keep(tx, session.account_id, cleaned)


def _cleaned(typed: Details) -> Details:
    country = clean_line(typed.country, "country")
    return Details(
        given_name=clean_name(typed.given_name, "given_name"),
        family_name=clean_name(typed.family_name, "family_name"),
        phone_number=clean_phone_number(typed.phone_number),
        street_address=clean_line(typed.street_address, "street_address"),
        locality=clean_line(typed.locality, "locality"),
        region=clean_line(typed.region, "region"),
        postal_code=clean_postal_code(typed.postal_code, country),
        country=country,
    )
