"""Calls segno: the QR code of an authenticator app, as a `data:` address.

Loaded by `qr_code.py` when the first one is drawn.
"""

import segno

_BORDER_MODULES = 4


def data_uri(content: str) -> str:
    """Return `content` as a QR code: SVG, dark on light in any colours of the page."""
    code = segno.make(content, error="m", micro=False)
    return code.svg_data_uri(scale=4, border=_BORDER_MODULES, light="#fff", xmldecl=False)
