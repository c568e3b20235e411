"""How much of a message do we look at? Bounds that keep a hostile message cheap."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes or characters, counts, and whose Authentication-Results are believed."""

    max_bytes: int = 25 * MIB
    max_headers: int = 2_000
    max_header_chars: int = 20_000
    max_lines: int = 500_000  # 25 MiB of base64 are 345,000
    max_parts: int = 200
    max_depth: int = 30
    max_text_chars: int = 200_000
    max_line_chars: int = 20_000
    max_html_bytes: int = 2 * MIB
    max_attachment_bytes: int = 10 * MIB  # larger ones are listed, their text is not read
    max_attachment_chars: int = 50_000
    max_attachment_pages: int = 20
    max_attachment_rows: int = 2_000
    trusted_authserv: tuple[str, ...] = ()
