"""The statements on organisations."""

from idp.registry.contact import BoundContact
from idp.registry.model import Organisation
from idp.storage import Among, Query, Statement

LIST_ORGANISATIONS = Query(
    Organisation,
    """SELECT code, name, support_address, taken_at FROM organisation
       WHERE import_id IS NOT NULL ORDER BY name, code""",
)
# Which import was in force since when, and what a replaced one said of a contact: claims issued
# under it can be derived again (idp/tokens/issued_claims). Packs begin at `first`, and are in
# order.
LIST_IN_FORCE = Query(
    tuple[int, int],
    """SELECT import_id, since_at FROM registry_in_force WHERE organisation = :organisation
       ORDER BY id""",
)
FIND_PART = Query(
    int, "SELECT 1 FROM import_part WHERE import_id = :import_id AND organisation = :organisation"
)
LIST_CONTACTS = Among(
    BoundContact,
    """SELECT address_hash, student_key, import_id, organisation, school, permanent_code_hash,
              relationship, allowed, until_at, contact_sealed, corrects_hash, mac
       FROM (VALUES :keys) AS asked CROSS JOIN guardian_contact
       WHERE address_hash = column1 AND student_key = column2 AND import_id = column3""",
)
FIND_PACK = Query(
    tuple[bytes, bytes | None],
    """SELECT packed, macs FROM contact_pack
       WHERE import_id = :import_id AND organisation = :organisation AND first <= :address_hash
       ORDER BY first DESC LIMIT 1""",
)
SET_SUPPORT = Statement(
    "UPDATE organisation SET support_address = :support_address WHERE code = :code"
)
