"""What a claim is asked to be, when it is asked for by name (OpenID Connect Core §5.5.1)."""


def fits(requested: object, value: object) -> bool:
    """Return whether `value` is the one asked for, or one of those, or any."""
    if not isinstance(requested, dict):
        return True
    if "value" in requested and requested["value"] != value:
        return False
    return "values" not in requested or (
        isinstance(requested["values"], list) and value in requested["values"]
    )
