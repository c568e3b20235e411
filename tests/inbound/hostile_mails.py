"""Which messages are made to hurt a reader? Each by name, with the words that must survive it."""

import base64
import io
import zipfile
from collections.abc import Callable

HEAD = (
    b"From: Anna <anna@kunde.example>\r\nTo: ar@us.example\r\nSubject: INV/2026/00042\r\n"
    b"Date: Tue, 3 Mar 2026 10:12:00 +0100\r\n"
)
WORDS = b"we are missing 2 of 10 cartons on INV/2026/00042"
PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
DEEP = 1_000
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def nested_parts() -> bytes:
    """Multipart in multipart, a thousand deep, the words in front of each level."""
    levels = [
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
        + (PLAIN + WORDS + b"\r\n--b%d\r\n" % number)
        for number in range(DEEP)
    ]
    return HEAD + b"".join(levels)


def nested_messages() -> bytes:
    return HEAD + PLAIN.replace(b"text/plain; charset=utf-8", b"message/rfc822") * DEEP + PLAIN + WORDS


def nested_messages_beside_words() -> bytes:
    """The words first, then a message in a message, a thousand deep."""
    inner = b"Content-Type: message/rfc822\r\n\r\n" * DEEP + PLAIN + b"deep"
    return (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        + PLAIN
        + WORDS
        + b"\r\n--b\r\n"
        + inner
        + b"\r\n--b--\r\n"
    )


def many_headers() -> bytes:
    return HEAD + b"".join(b"X-Header-%d: value\r\n" % number for number in range(10_000)) + PLAIN + WORDS


def many_received_headers() -> bytes:
    hop = b"Received: from a.example by b.example; Tue, 3 Mar 2026 10:12:00 +0100\r\n"
    return HEAD + hop * 10_000 + PLAIN + WORDS


def many_addresses() -> bytes:
    copies = b", ".join(b'"N %d" <a%d@x.example>' % (number, number) for number in range(50_000))
    return HEAD + b"Cc: " + copies + b"\r\n" + PLAIN + WORDS


def hostile_addresses() -> bytes:
    names = b"From: " + b"(" * 15_000 + b"\r\nTo: " + b'"<' * 7_000
    return names + b"\r\nSubject: " + b"=?x?q?" * 3_000 + b"\r\n" + PLAIN + WORDS


def encoded_subject() -> bytes:
    return HEAD.replace(b"Subject: ", b"Subject: " + b"=?utf-8?q?=C3=A4?= " * 900) + PLAIN + WORDS


def parameters_without_end() -> bytes:
    names = b"".join(b"; n*%d*=utf-8''%%41" % number for number in range(2_000))
    return HEAD + b"Content-Disposition: inline" + names + b"\r\n" + PLAIN + WORDS


def one_long_line() -> bytes:
    return HEAD + PLAIN + WORDS + b" " + b"a" * 20_000_000


def one_long_line_of_words() -> bytes:
    return HEAD + PLAIN + WORDS + b" On Am Le " * 2_000_000


def one_long_header() -> bytes:
    return HEAD + b"X-Long: " + b"a" * 20_000_000 + b"\r\n" + PLAIN + WORDS


def one_long_folded_header() -> bytes:
    return HEAD + b"References:" + b"\r\n <a@b.example>" * 1_000_000 + b"\r\n" + PLAIN + WORDS


def nul_bytes() -> bytes:
    return HEAD + PLAIN + b"\0" * 5_000_000 + WORDS.replace(b" ", b" \0") + b"\0" * 5_000_000


def unknown_charset() -> bytes:
    return HEAD + PLAIN.replace(b"utf-8", b"x-klingon-8") + WORDS + "\nähm".encode()


def charset_that_is_a_codec() -> bytes:
    return HEAD + PLAIN.replace(b"utf-8", b"zip") + WORDS


def wrong_charset() -> bytes:
    return HEAD + PLAIN + WORDS + "\nfür später".encode("cp1252")


def idna_charset() -> bytes:
    return HEAD + PLAIN.replace(b"utf-8", b"idna") + WORDS + b" " + b"a." * 900_000


def truncated_base64() -> bytes:
    code = base64.encodebytes(WORDS + b", please credit them, and thank you")
    return HEAD + b"Content-Transfer-Encoding: base64\r\n" + PLAIN + code.rstrip()[:-3]


def broken_base64() -> bytes:
    code = base64.b64encode(WORDS + b" and more words").decode()
    return HEAD + b"Content-Transfer-Encoding: base64\r\n" + PLAIN + f"{code[:20]}!!\xa0{code[20:]}%".encode()


def unclosed_multipart() -> bytes:
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' + PLAIN + WORDS


def empty_boundaries() -> bytes:
    lines = b"\r\n--b" * 300_000
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' + PLAIN + WORDS + lines


def quoted_lines() -> bytes:
    return HEAD + PLAIN + WORDS + b"\r\n" + b"> it was on the truck\r\n" * 200_000 + b"end\r\n"


def quoted_and_own_lines() -> bytes:
    return HEAD + PLAIN + WORDS + b"\r\n" + b"> was it?\r\nyes\r\n" * 100_000


def reply_on_reply() -> bytes:
    """A history of 2,000 messages, all of them empty but the last."""
    return HEAD + PLAIN + b"-----Original Message-----\r\nFrom: a@b.example\r\n" * 2_000 + WORDS


def forward_in_forward() -> bytes:
    return HEAD + PLAIN + b"fyi\r\n---------- Forwarded message ---------\r\n" * 2_000 + WORDS


def empty_lines() -> bytes:
    return HEAD + PLAIN + WORDS + b"\r\n" * 5_000_000 + b"regards\r\n"


def nested_tags() -> bytes:
    return HEAD + HTML + b"<p>" + WORDS + b"</p>" + b"<div>" * 1_000_000


def nested_inline_tags() -> bytes:
    return HEAD + HTML + b"<p>" + WORDS + b"</p>" + b"<b><i>" * 800_000


def nested_quotes() -> bytes:
    return HEAD + HTML + b"<p>" + WORDS + b"</p>" + b"<blockquote type=cite>a" * 220_000


def nested_tables() -> bytes:
    return HEAD + HTML + b"<p>" + WORDS + b"</p>" + b"<table><tr><td>a<td>" * 250_000


def many_cells() -> bytes:
    return HEAD + HTML + b"<p>" + WORDS + b"</p><table><tr>" + b"<td>1" * 900_000


def many_attributes() -> bytes:
    return HEAD + HTML + b"<p>" + WORDS + b"</p><p " + b"".join(b"a%d=1 " % i for i in range(600_000)) + b">x"


def long_attribute() -> bytes:
    return HEAD + HTML + b"<p>" + WORDS + b"</p><p style='" + b"display:" * 600_000 + b"'>x"


def many_styles() -> bytes:
    return HEAD + HTML + b"<p>" + WORDS + b"</p>" + b"<p style='display : '>" * 220_000


def nested_hidden() -> bytes:
    return HEAD + HTML + b"<p>" + WORDS + b"</p>" + b"<i style='display:none'>a" * 200_000


def unclosed_comment() -> bytes:
    return HEAD + HTML + b"<p>" + WORDS + b"</p>" + b"<!--" * 1_250_000


def entities() -> bytes:
    return HEAD + HTML + b"<p>" + WORDS + b"</p>" + b"&nbsp;&#8203;" * 400_000


def _attached(kind: str, name: str, content: bytes) -> bytes:
    """Return the words with an attachment."""
    top = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' + PLAIN + WORDS + b"\r\n--b\r\n"
    part = f'Content-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"\r\n'.encode()
    coded = b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content)
    return HEAD + top + part + coded + b"\r\n--b--\r\n"


def _zip(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def _book(sheet: bytes, strings: bytes = b"") -> bytes:
    """Return an XLSX of one sheet, the least that a reader of sheets opens."""
    office = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = b"application/vnd.openxmlformats-officedocument.spreadsheetml"
    return _zip(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            b'<Override PartName="/xl/workbook.xml" ContentType="' + types + b'.sheet.main+xml"/>'
            b'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="' + types + b'.worksheet+xml"/>'
            b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + types + b'.sharedStrings+xml"/></Types>',
            "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="r1" Type="' + rel + b'/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": b"<workbook " + office + b' xmlns:r="' + rel + b'"><sheets>'
            b'<sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="r1" Type="' + rel + b'/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/sharedStrings.xml": strings or b"<sst " + office + b"></sst>",
            "xl/worksheets/sheet1.xml": b"<worksheet " + office + b"><sheetData>" + sheet + b"</sheetData></worksheet>",
        }
    )


def sheet_of_one_word() -> bytes:
    """Not hostile: shows that the workbook above is one."""
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>INV/2026/00042</t></is></c></row>'
    return _attached(SHEET, "list.xlsx", _book(row))


def sheet_that_unpacks_to_a_gigabyte() -> bytes:
    return _attached(SHEET, "list.xlsx", _zip({f"xl/worksheets/sheet{i}.xml": b"<row/>" * 8_000_000 for i in range(3)}))


def sheet_that_hides_its_size() -> bytes:
    """48 MB of one cell, with filler that keeps the ratio under suspicion."""
    import random

    filler = random.Random(1).randbytes(400_000)
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"a" * 40_000_000 + b"</t></is></c></row>"
    packed = io.BytesIO(_book(row))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("filler", filler)
    return _attached(SHEET, "list.xlsx", packed.getvalue())


def sheet_of_many_rows() -> bytes:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (i, i, i) for i in range(1, 300_000))
    return _attached(SHEET, "list.xlsx", _book(rows))


def sheet_far_away() -> bytes:
    return _attached(SHEET, "list.xlsx", _book(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def sheet_with_entities() -> bytes:
    """A billion laughs in the strings."""
    levels = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 10))
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">' + levels + b"]><sst><si><t>&l9;</t></si></sst>"
    return _attached(SHEET, "list.xlsx", _book(b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>', bomb))


def zip_in_zip() -> bytes:
    inner = b"0" * 100_000_000
    for level in range(4):
        inner = _zip({f"{level}.zip": inner})
    return _attached("application/zip", "../../etc/passwd.zip", inner)


def _pdf(stream: bytes) -> bytes:
    import zlib

    packed = zlib.compress(stream, 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj" + page + b"endobj\n4 0 obj<</Filter/FlateDecode/Length " + str(len(packed)).encode()
        + b">>stream\n" + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )  # fmt: skip


def pdf_that_unpacks_to_much() -> bytes:
    return _attached("application/pdf", "list.pdf", _pdf(b" " * 200_000_000))


def pdf_of_many_words() -> bytes:
    return _attached("application/pdf", "list.pdf", _pdf(b"BT /F1 9 Tf (word) Tj ET\n" * 400_000))


def pdf_with_its_pages_in_a_circle() -> bytes:
    return _attached("application/pdf", "list.pdf", _pdf(b"BT ET").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"))


def long_csv() -> bytes:
    return _attached("text/csv", "list.csv", b"INV/2026/00042;1.250,00;" * 500_000)


HOSTILE: dict[str, Callable[[], bytes]] = {
    name: made
    for name, made in list(globals().items())
    if callable(made) and getattr(made, "__module__", "") == __name__ and not name.startswith("_")
}
TOO_DEEP = {"nested_messages"}  # the words stand deeper than anyone looks
