"""The statements on organisations."""

from idp.storage import Statement

LIST_ORGANISATIONS = Statement(
    """SELECT code, name, support_address, taken_at FROM organisation
       WHERE import_id IS NOT NULL ORDER BY name, code"""
)
SET_SUPPORT = Statement(
    "UPDATE organisation SET support_address = :support_address WHERE code = :code"
)
