"""What does a reader of this HTML see? Its text, line by line, with hidden text dropped and quotes marked."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

QUOTE_MARK = "\ue000quote\ue000"  # a private-use line that marks where a mail client put the history
CELL_MARK = "\ue001"
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|max-height\s*:\s*0|mso-hide\s*:\s*all|text-indent\s*:\s*-\d{3,}|(?:^|;)\s*color\s*:\s*(?:#fff(?:fff)?|white)\s*(?:;|!|$)",
    re.IGNORECASE,
)
DROPPED = "script, style, head, title, template, noscript, object, svg, [hidden], [aria-hidden=true][style*=none]"
QUOTES = (
    "blockquote[type=cite], .gmail_quote, .gmail_extra, .yahoo_quoted, .moz-cite-prefix, #divRplyFwdMsg, "
    "#appendonsend, #mail-editor-reference-message-container, .OutlookMessageHeader, .protonmail_quote, "
    ".tutanota_quote, #reply-intro, .gmx_quote, div[name=quote], #isForwardContent, .zmail_extra, "
    "hr#stopSpelling, #ms-outlook-mobile-signature ~ hr"
)
BLOCKS = "p, div, br, li, tr, h1, h2, h3, h4, h5, h6, blockquote, pre, ul, ol, table, hr, section, article, center"
ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class Seen:
    """Text as a reader sees it, and whether something was hidden from them."""

    text: str
    hidden: bool


def to_text(html: str) -> Seen:
    """Return the visible text; table cells are joined by " | ", list items start with "- "."""
    tree = LexborHTMLParser(html)
    for node in tree.css(DROPPED):
        node.decompose()
    hidden = _drop_hidden(tree)
    for node in tree.css(QUOTES):
        node.insert_before(f"\n{QUOTE_MARK}\n")
    for cell in tree.css("td + td, th + th, td + th, th + td"):
        cell.insert_before(CELL_MARK)
    for block in tree.css(BLOCKS):
        _break_lines(block)
    body = tree.body or tree.root
    text = body.text(separator="") if body is not None else ""
    return Seen(text=_tidy(text), hidden=hidden)


def _drop_hidden(tree: LexborHTMLParser) -> bool:
    """Take out what a reader cannot see; return whether there was text in it."""
    found = False
    for node in tree.css("[style], font[size='0'], font[color]"):
        attributes = node.attributes
        style = attributes.get("style") or ""
        white = (attributes.get("color") or "").lower() in ("#ffffff", "#fff", "white")
        if (HIDDEN.search(style) or white or attributes.get("size") == "0") and node.tag not in ("body", "html"):
            found = found or len(node.text().strip()) > 20
            node.decompose()
    return found


def _break_lines(block: LexborNode) -> None:
    """Stand line ends around a block, so that its text begins and ends a line."""
    if block.tag == "li":
        block.insert_before("\n- ")
        return
    block.insert_before("\n")
    if block.tag == "p":
        block.insert_before("\n")
    if block.tag != "br":
        block.insert_after("\n")


def _tidy(text: str) -> str:
    """Return the text with spaces folded, cells joined and at most one empty line in a row."""
    text = ZERO_WIDTH.sub("", text).replace("\xa0", " ").replace("\r", "\n")
    lines = []
    for line in text.split("\n"):
        cells = [" ".join(cell.split()) for cell in line.split(CELL_MARK)]
        lines.append(" | ".join(cells) if len(cells) > 1 else cells[0])
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
