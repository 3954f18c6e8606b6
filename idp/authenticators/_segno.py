"""The joint with segno: the QR code of an authenticator app, as a picture in an address.

Loaded by `qr_code.py` when the first one is drawn.
"""

import segno

_BORDER_MODULES = 4


def data_uri(content: str) -> str:
    """Return `content` as a QR code: SVG, dark on light whatever the page's colours."""
    code = segno.make(content, error="m", micro=False)
    return code.svg_data_uri(scale=4, border=_BORDER_MODULES, light="#fff", xmldecl=False)
