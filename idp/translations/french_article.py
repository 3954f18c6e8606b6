"""The French article before a name: `le Portail des familles`, `la Commission`, `l’École`."""

_ARTICLES = {
    "le ": ("centre", "collège", "conseil", "ministère", "portail", "réseau", "service", "css"),
    "la ": ("commission", "cs", "direction", "fédération", "ville"),
    "l’": ("académie", "association", "école", "établissement", "espace", "institut"),
    "les ": ("services", "écoles"),
}
_ARTICLE_OF = {word: article for article, words in _ARTICLES.items() for word in words}
_CONTRACTED = {"le ": "du ", "les ": "des "}


def with_article(name: str) -> str:
    """Return `name` after its article; alone where its first word is not known to have one."""
    return _article(name) + name


def of(name: str) -> str:
    """Return `name` after `de`, as it is written before its article."""
    article = _article(name)
    return _CONTRACTED.get(article, f"de {article}") + name


def _article(name: str) -> str:
    return _ARTICLE_OF.get(name.partition(" ")[0].lower(), "")
