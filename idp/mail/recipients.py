"""To whom the mail server can write (RFC 6531, SMTPUTF8)."""

from idp.normalisation.address import Address, unaccented_address
from idp.settings import MailSettings


def check_can_be_written_to(address: Address, settings: MailSettings) -> None:
    """Refuse an address with an accent before the @ where the mail server takes none.

    Raises PersonError PRV-ADDRESS-ACCENT (field `address`).
    """
    if not settings.accented_addresses:
        unaccented_address(address.normal)
