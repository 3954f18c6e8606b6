"""The addresses of the console's pages that other pages link to."""

HOME = "/admin"
ENTRY = "/admin/connexion"
OWN = "/admin/moi"
LANGUAGE = "/admin/langue"
LEAVING = "/admin/deconnexion"
KEYS = "/admin/cles"
PEOPLE = "/admin/personnes"
ACCOUNT_IMPORTS = "/admin/personnes/importations"
LETTERS = "/admin/personnes/lettres"
ADMINISTRATORS = "/admin/administrateurs"
PORTALS = "/admin/portails"
JOURNAL = "/admin/journal"
RETENTION = "/admin/retention"
REGISTRY = "/admin/registre"
REGISTRY_HISTORY = f"{REGISTRY}/historique"
REGISTRY_IMPORTS = f"{REGISTRY}/importations"
REGISTRY_PROFILES = f"{REGISTRY}/correspondances"


def onward(path: str) -> str:
    """Return `path` when it is a page of the console, else the first one."""
    is_ours = path.startswith(f"{HOME}/") and "//" not in path and "\\" not in path
    return path if is_ours and path.isprintable() else HOME
