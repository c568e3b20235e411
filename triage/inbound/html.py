"""What does a reader of this HTML see? Its text, line by line, with hidden text dropped and quotes marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

QUOTE_MARK = "\ue000quote\ue000"  # a private-use line that marks where a mail client put the history
QUOTE_BEGINS, QUOTE_ENDS = "\ue002", "\ue003"  # lines between them are quoted: a reader sees them indented
BREAK, PARAGRAPH = "\ue004", "\ue005"  # where a block begins or ends a line, or leaves one empty
LINE_ENDS = re.compile(f"([{BREAK}{PARAGRAPH}\n])")
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
QUOTATIONS = "blockquote[type=cite], blockquote.gmail_quote, blockquote.protonmail_quote, blockquote.tutanota_quote"
SIGNATURES = ".gmail_signature, .moz-signature, .moz-txt-sig"
LONGEST_SIGNATURE = 600  # characters; what is longer was written into it
BLOCKS = "p, div, br, li, tr, h1, h2, h3, h4, h5, h6, blockquote, pre, ul, ol, table, hr, section, article, center"
PREFORMATTED = re.compile(r"<(?:pre|textarea|xmp)\b|white-space\s{0,9}:\s{0,9}(?:pre|break)", re.IGNORECASE)
LONG_TAG = re.compile(r"<[a-zA-Z/][^<>]{4000,}>?")  # inline pictures, and attributes without end
# tags that stay open until they are closed; "p", "li" and cells close each other
NESTING_TAG = re.compile(
    r"<(/?)(?!(?:p|li|td|th|tr|tbody|thead|tfoot|br|hr|img|input|meta|link|col|area|base|wbr|source|option|dt|dd|o:p)\b)"
    r"[a-zA-Z][^<>]*>",
    re.IGNORECASE,
)
MOST_TAGS = 60_000  # a list of 2,000 rows with ten cells has 44,000
DEEPEST = 250  # nested tags
ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class Seen:
    """Text as a reader sees it, whether something was hidden from them, and what was too much."""

    text: str
    hidden: bool
    defects: tuple[str, ...] = ()


def to_text(html: str) -> Seen:
    """Return the visible text; table cells are joined by " | ", list items start with "- "."""
    html, defects = _bound(html)
    if not PREFORMATTED.search(html):
        html = html.replace("\r", " ").replace("\n", " ")
    tree = LexborHTMLParser(html)
    for node in tree.css(DROPPED):
        node.decompose()
    hidden = _drop_hidden(tree)
    for node in tree.css(QUOTES):
        node.insert_before(f"{BREAK}{QUOTE_MARK}{BREAK}")
    for node in tree.css(QUOTATIONS):
        node.insert_before(f"{BREAK}{QUOTE_BEGINS}{BREAK}")
        node.insert_after(f"{BREAK}{QUOTE_ENDS}{BREAK}")
    for node in tree.css(SIGNATURES):
        if len(node.text()) < LONGEST_SIGNATURE:
            node.insert_before(f"{BREAK}-- {BREAK}")
    for cell in tree.css("td + td, th + th, td + th, th + td"):
        cell.insert_before(CELL_MARK)
    for block in tree.css(BLOCKS):
        _break_lines(block)
    body = tree.body or tree.root
    text = body.text(separator="") if body is not None else ""
    return Seen(text=_tidy(text), hidden=hidden, defects=defects)


def _bound(html: str) -> tuple[str, tuple[str, ...]]:
    """Return the HTML without what costs a parser more than its length, and what that was; its text is kept."""
    defects: list[str] = []
    if LONG_TAG.search(html):
        html = LONG_TAG.sub(" ", html)
        defects.append("long_tag")
    if html.count("<") > MOST_TAGS:
        html = html[: next(islice(re.finditer("<", html), MOST_TAGS, None)).start()]
        defects.append("too_many_tags")
    if html.count("<") > DEEPEST:
        flat = _flatten(html)
        if flat != html:
            html = flat
            defects.append("deep_nesting")
    return html, tuple(defects)


def _flatten(html: str) -> str:
    """Return the HTML with tags left out that are nested deeper than any reader nests them."""
    depth = 0

    def keep(found: re.Match[str]) -> str:
        nonlocal depth
        if found.group(1):
            depth = max(0, depth - 1)
            return found.group() if depth < DEEPEST else " "
        depth += 1
        return found.group() if depth <= DEEPEST else " "

    return NESTING_TAG.sub(keep, html)


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
    if block.tag == "br":
        block.insert_before("\n")
    elif block.tag == "li":
        block.insert_before(f"{BREAK}- ")
    else:
        block.insert_before(PARAGRAPH if _stands_apart(block) else BREAK)
        block.insert_after(BREAK)


def _stands_apart(block: LexborNode) -> bool:
    """Tell whether there is an empty line before a block: a paragraph, but not those that Outlook makes of lines."""
    return block.tag == "p" and not (block.attributes.get("class") or "").startswith("Mso")


def _tidy(text: str) -> str:
    """Return the text with spaces folded, cells joined, quoted lines marked, at most one empty line in a row."""
    text = ZERO_WIDTH.sub("", text).replace("\xa0", " ").replace("\r", "\n")
    lines: list[str] = []
    depth = 0
    for line in _list_lines(text):
        if QUOTE_BEGINS in line or QUOTE_ENDS in line:
            depth = max(0, depth + line.count(QUOTE_BEGINS) - line.count(QUOTE_ENDS))
            continue
        cells = [" ".join(cell.split()) for cell in line.split(CELL_MARK)]
        shown = " | ".join(cells) if len(cells) > 1 else cells[0]
        lines.append(f"> {shown}".rstrip() if depth and QUOTE_MARK not in shown else shown)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _list_lines(text: str) -> Iterator[str]:
    """Yield the lines: a break ends a line that has begun, a line end ends any, a paragraph leaves one empty."""
    begun = ""
    for piece in LINE_ENDS.split(text):
        if piece not in (BREAK, PARAGRAPH, "\n"):
            begun += piece
            continue
        if piece == "\n" or begun.strip():
            yield begun
        if piece == PARAGRAPH:
            yield ""
        begun = ""
    yield begun
