"""What a claim is asked to be, when it is asked for by name (OpenID Connect Core §5.5.1)."""


def fits(wish: object, value: object) -> bool:
    """Tell whether `value` is the one asked for, or one of those, or any."""
    if not isinstance(wish, dict):
        return True
    if "value" in wish and wish["value"] != value:
        return False
    return "values" not in wish or (isinstance(wish["values"], list) and value in wish["values"])
