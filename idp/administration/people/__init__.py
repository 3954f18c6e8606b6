"""Parents whom support helps: looked up for a reason, never impersonated."""
