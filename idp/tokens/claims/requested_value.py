"""The value requested for a claim asked for by name (OpenID Connect Core §5.5.1)."""


def fits(requested: object, value: object) -> bool:
    """Return whether `value` is the one requested, one of several, or any is."""
    if not isinstance(requested, dict):
        return True
    if "value" in requested and requested["value"] != value:
        return False
    return "values" not in requested or (
        isinstance(requested["values"], list) and value in requested["values"]
    )
