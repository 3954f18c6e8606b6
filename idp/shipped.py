"""The folders of files that are shipped with the code and are not Python.

In a checkout they are beside `idp/`, where people look for them; a wheel has them inside the
package (`pyproject.toml`, the `sources` of the wheel).
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _folder(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


TEMPLATES = _folder("templates")
REGISTRY_PROFILES = _folder("config/registry")
