"""How do the companies that write to us number their papers, and which domains are theirs? One TOML file."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.domain.codes import ReferenceKind
from triage.domain.failures import Broken

Pattern = tuple[ReferenceKind, re.Pattern[str]]
KEYS = frozenset({"everyone", "company"})
LONGEST = 200  # characters of one pattern


@dataclass(frozen=True, slots=True)
class Company:
    """One customer: its mail domains, and the shapes of its own document numbers."""

    domains: tuple[str, ...]
    patterns: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Companies:
    """The number shapes that anybody may write, and those of single companies."""

    everyone: tuple[Pattern, ...] = ()
    listed: tuple[Company, ...] = ()

    @classmethod
    def load(cls, path: Path) -> "Companies":
        """Return what a company file tells; raises `Broken` with the line at fault where it cannot be used."""
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise Broken(f"the company file {path.name} cannot be read ({error})") from None
        if unknown := set(data) - KEYS:
            raise Broken(f"the company file {path.name} has unknown parts: {', '.join(sorted(unknown))}")
        listed = data.get("company", [])
        if not isinstance(listed, list):
            raise Broken(f"the company file {path.name} must list companies as [[company]]")
        return cls(
            everyone=tuple(_patterns(data.get("everyone", {}))), listed=tuple(_company(entry) for entry in listed)
        )

    @property
    def domains(self) -> tuple[str, ...]:
        """List the domains of all listed companies."""
        return tuple(domain for company in self.listed for domain in company.domains)

    def patterns_for(self, domain: str) -> tuple[Pattern, ...]:
        """Return the shapes to look for in a mail from a domain, or one below it; the company's own come first."""
        own = [
            pattern
            for company in self.listed
            if any(domain == known or domain.endswith(f".{known}") for known in company.domains)
            for pattern in company.patterns
        ]
        return (*own, *self.everyone)


NOBODY = Companies()


def _company(entry: dict[str, Any]) -> Company:
    domains = entry.get("domains", [])
    if not domains or not all(isinstance(domain, str) and "." in domain for domain in domains):
        raise Broken("a company needs its mail domains, for example domains = ['brindle.example']")
    shapes = {name: value for name, value in entry.items() if name != "domains"}
    return Company(tuple(domain.lower() for domain in domains), tuple(_patterns(shapes)))


def _patterns(shapes: dict[str, Any]) -> Iterable[Pattern]:
    """Yield the patterns of one table: kind of document to one shape or several."""
    for name, texts in shapes.items():
        if name not in set(ReferenceKind):
            raise Broken(f"{name} is no kind of document; known are {', '.join(ReferenceKind)}")
        for text in [texts] if isinstance(texts, str) else texts:
            yield ReferenceKind(name), _compiled(text)


def _compiled(text: Any) -> re.Pattern[str]:
    try:
        if not isinstance(text, str) or len(text) > LONGEST:
            raise Broken(f"a shape must be a text of at most {LONGEST} characters")
        pattern = re.compile(rf"(?<!\w)(?:{text})(?!\w)")
    except re.error as error:
        raise Broken(f"the shape {text} is no regular expression ({error})") from None
    if pattern.search(""):
        raise Broken(f"the shape {text} would find nothing at all, everywhere")
    return pattern
