"""Which addresses may be asked, and where a redirect may lead."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

from modelpick.refresh.answers import BadAnswer

__all__ = ["filled", "require_safe", "target_of"]

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def require_safe(url: str) -> None:
    """Refuse an address that is not https; plain http is for this machine alone.

    Raises:
        BadAnswer: the address may not be asked.
    """
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise BadAnswer("an address with a password in it is not asked")
    if not parts.hostname or not (parts.scheme == "https" or _is_loopback(url)):
        raise BadAnswer("only https addresses are asked")


def target_of(url: str, location: str | None) -> str:
    """The address that a redirect of ``url`` leads to.

    Raises:
        BadAnswer: it names none, or leaves https, or leaves the network for this machine.
    """
    if not location:
        raise BadAnswer("redirects to nowhere")
    try:
        target = urljoin(url, location)
        require_safe(target)
    except ValueError:
        raise BadAnswer("redirects to an address that may not be asked") from None
    if _is_loopback(target) and not _is_loopback(url):
        raise BadAnswer("redirects to this machine")
    return target


def filled(template: str, **values: str | int) -> str:
    """The address with the words in braces replaced; slashes of values stay, all else is escaped."""
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", quote(str(value), safe="/"))
    return template


def _is_loopback(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in _LOOPBACK
