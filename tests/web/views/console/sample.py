"""What samples of the console are made of: a frame, somebody signed in, an error."""

from msgspec.structs import replace

from idp.web.views import Frame, PageError
from idp.web.views.console import ConsoleFrame, SectionView, Typed

CONSOLE_FRAME = ConsoleFrame(
    administrator="Marie-Christine Deschamps-Tremblay",
    actor="admin:a",
    sections=(SectionView("administrators", "/admin/administrateurs", current=True),),
)


def at_console(frame: Frame) -> Frame:
    """Return `frame` for a page that no portal sent anybody to."""
    return replace(frame, portal=None, journey=None, path="/admin")


def refused(key: str, field: str | None, **values: object) -> tuple[PageError, ...]:
    """Return a refusal of the desk."""
    code = "ADM-" + key.replace(".", "-").replace("_", "-").upper()
    return (PageError(code, f"refusals.{key}", field, values),)


def sent(**values: str) -> Typed:
    """Return what a form held."""
    return Typed({name: (value,) for name, value in values.items()}, is_sent=True)
