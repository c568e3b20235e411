"""Are the newest words all that is left, and is none of them lost, for each client in each language?"""

import html
from collections.abc import Callable

import pytest

from tests.inbound import clients
from tests.inbound.clients import LANGUAGES, NEW, OLD, header_block, quoted
from tests.inbound.letters import parse, plain, rich
from triage.inbound.newest import cut

REPLIES: dict[str, Callable[[str], str]] = {
    "gmail": lambda lang: f"{clients.GMAIL[lang]}\n\n{quoted(OLD[lang])}",
    "gmail, attribution wrapped": lambda lang: (
        f"{clients.GMAIL[lang].replace(' <', chr(10) + '<')}\n\n{quoted(OLD[lang])}"
    ),
    "apple mail": lambda lang: f"{clients.APPLE[lang]}\n\n{quoted(OLD[lang])}",
    "apple mail, nothing marked": lambda lang: f"{clients.APPLE[lang]}\n\n{OLD[lang]}",
    "thunderbird": lambda lang: f"{clients.THUNDERBIRD[lang]}\n{quoted(OLD[lang])}",
    "notes": lambda lang: f"{clients.NOTES[lang]}\n\n{OLD[lang]}",
    "outlook": lambda lang: f"{header_block(lang)}\n\n{OLD[lang]}",
    "outlook, bold names": lambda lang: f"{header_block(lang, bold=True)}\n\n{OLD[lang]}",
    "outlook, one line": lambda lang: f"{header_block(lang).replace(chr(10), ' ')}\n\n{OLD[lang]}",
    "outlook, only who and when": lambda lang: (
        f"{chr(10).join(header_block(lang).split(chr(10))[:2])}\n{quoted(OLD[lang])}"
    ),
    "outlook, older": lambda lang: f"-----{clients.ORIGINAL[lang]}-----\n{header_block(lang)}\n\n{OLD[lang]}",
    "outlook, below a rule": lambda lang: f"{'_' * 32}\n{header_block(lang)}\n\n{OLD[lang]}",
    "samsung": lambda lang: f"-------- {clients.ORIGINAL[lang]} --------\n{header_block(lang)}\n\n{OLD[lang]}",
    "iphone": lambda lang: f"{clients.DEVICE[lang]}\n\n{quoted(clients.APPLE[lang])}\n> \n{quoted(OLD[lang])}",
    "outlook on a phone": lambda lang: (
        f"{clients.PHONE_OUTLOOK[lang]}\n{'_' * 32}\n{header_block(lang)}\n\n{OLD[lang]}"
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", REPLIES)
def test_a_reply_is_cut_above_its_history(client: str, language: str) -> None:
    words = cut(f"{NEW[language]}\n\n{REPLIES[client](language)}\n")
    assert words.reply == NEW[language]
    assert OLD[language] in words.quoted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", ["gmail", "apple mail", "thunderbird", "notes"])
def test_answers_between_quoted_lines_are_kept_whole(client: str, language: str) -> None:
    attribution = {"gmail": clients.GMAIL, "apple mail": clients.APPLE, "thunderbird": clients.THUNDERBIRD}
    first = attribution.get(client, clients.NOTES)[language]
    question, answer = NEW[language].split("\n")
    words = cut(f"{first}\n> {OLD[language]}\n\n{answer}\n\n> 2) INV/2026/00777\n\n{question}\n")
    assert words.reply == f"{answer}\n\n{question}"
    assert OLD[language] in words.quoted


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_below_the_quotation_is_the_newest(language: str) -> None:
    words = cut(f"{clients.THUNDERBIRD[language]}\n{quoted(OLD[language])}\n> \n\n{NEW[language]}\n\n-- \nVera Holt\n")
    assert words.reply == NEW[language]


FORWARDS: dict[str, Callable[[str], str]] = {
    "gmail": lambda lang: f"---------- {clients.FORWARDED[lang]} ---------\n{header_block(lang)}\n\n\n{NEW[lang]}",
    "thunderbird": lambda lang: f"-------- {clients.FORWARDED[lang]} --------\n{header_block(lang)}\n\n{NEW[lang]}",
    "apple mail": lambda lang: (
        f"{clients.APPLE_FORWARDED[lang]}\n\n{quoted(header_block(lang))}\n> \n{quoted(NEW[lang])}"
    ),
    "outlook": lambda lang: f"{header_block(lang)}\n\n{NEW[lang]}",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", FORWARDS)
def test_a_bare_forward_is_read_through(client: str, language: str) -> None:
    words = cut(f"\n{clients.CLOSING[language]}\nVera Holt\n\n{FORWARDS[client](language)}\n")
    assert words.forwarded
    assert words.reply.replace("\n\n", "\n") == NEW[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forward_that_says_something_keeps_what_it_says(language: str) -> None:
    words = cut(f"{NEW[language]}\n\n{header_block(language)}\n\n{OLD[language]}")
    assert words.reply == NEW[language]


def test_a_forward_that_points_below_is_read_through_together_with_what_points() -> None:
    text = f"The yard wrote this, see below, I will not release it.\n\n{header_block('en')}\n\n{NEW['en']}"
    assert (
        cut(text, subject="FW: count").reply == f"The yard wrote this, see below, I will not release it.\n\n{NEW['en']}"
    )
    assert NEW["en"] not in cut(text, subject="RE: count").reply


@pytest.mark.parametrize("language", LANGUAGES)
def test_closing_name_contacts_device_and_legal_footer_are_no_words(language: str) -> None:
    card = "Vera Holt\nHolt Carpets Ltd\nTel. +44 20 7946 0123\nwww.holt.example"
    words = cut(f"{NEW[language]}\n\n{clients.CLOSING[language]}\n\n{card}\n\n{clients.LEGAL[language]}\n")
    assert words.reply == NEW[language]
    assert "7946" in words.signature


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("device", [clients.DEVICE, clients.PHONE_OUTLOOK])
def test_the_line_of_a_phone_is_no_word(device: dict[str, str], language: str) -> None:
    assert cut(f"{NEW[language]}\n\n{device[language]}").reply == NEW[language]


def test_a_card_without_a_closing_is_a_signature_after_a_sentence_and_content_after_a_colon() -> None:
    card = "Vera Holt\nHolt Carpets Ltd\nTel. +44 20 7946 0123"
    assert cut(f"Please call off the truck.\n\n{card}").reply == "Please call off the truck."
    assert "7946" in cut(f"Our new contact is:\n\n{card}").reply


@pytest.mark.parametrize(
    "text",
    [
        "Here is the count.\n\nSent from my desk, is much easier than my mobile phone.",
        "Sent from my desk is much easier",
        "The rolls were\nsent from our yard in Leith on 3 March.",
        "From: Leith\nTo: Hull\nDate: 3 March\nPlease quote 2 pallets.",
        "De: Almacén Norte\nPara: Almacén Sur\nFecha: 12/03/2026\nFaltan 5 cajas.",
        "Weights\n> 50 kg by truck\nall others by parcel",
        "This message is for your accounts desk.\nPlease book the 88.00 we paid twice.",
        "On the pallet someone wrote: 8 of 10",
        "Forwarded message from the driver says 8 of 10 were on the truck",
        "Thank you!",
        "Hello,\n\nThank you.\n\nVera",
        "Thanks,\nVera",
        "--\nIt never rains but it pours",
        "Missing:\n- 2 rolls\n\n-Underlay",
    ],
)
def test_when_unsure_the_text_is_kept(text: str) -> None:
    assert cut(text).reply == text


def test_a_question_after_the_closing_is_kept() -> None:
    text = f"{NEW['en']}\n\nKind regards\nVera\n\nPS: is INV/2026/00777 paid?"
    assert "INV/2026/00777" in cut(text).reply


def test_the_footer_of_a_mailing_list_is_no_word() -> None:
    footer = "_______________________________________________\nsuppliers mailing list\nsuppliers@lists.example"
    assert cut(f"{NEW['en']}\n\n{footer}").reply == NEW["en"]


HTML_REPLIES: dict[str, Callable[[str], str]] = {
    "gmail": lambda lang: (
        f'<div class="gmail_quote"><div class="gmail_attr">{html.escape(clients.GMAIL[lang])}<br></div>'
        f'<blockquote class="gmail_quote">{OLD[lang]}</blockquote></div>'
    ),
    "apple mail": lambda lang: (
        f'<div><br><blockquote type="cite"><div>{html.escape(clients.APPLE[lang])}</div><br>'
        f"<div>{OLD[lang]}</div></blockquote></div>"
    ),
    "thunderbird": lambda lang: (
        f'<div class="moz-cite-prefix">{clients.THUNDERBIRD[lang]}<br></div>'
        f'<blockquote type="cite"><p>{OLD[lang]}</p></blockquote>'
    ),
    "outlook": lambda lang: (
        '<div style="border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal">'
        f"{html.escape(header_block(lang)).replace(chr(10), '<br>')}</p></div><p>{OLD[lang]}</p>"
    ),
    "outlook on the web": lambda lang: (
        f'<hr><div id="divRplyFwdMsg">{html.escape(header_block(lang)).replace(chr(10), "<br>")}</div>'
        f"<div>{OLD[lang]}</div>"
    ),
    "notes": lambda lang: f"<br><font>{clients.NOTES[lang]}</font><br><br><tt>{OLD[lang]}</tt>",
    "iphone": lambda lang: (
        f'<div>{clients.DEVICE[lang]}</div><div><br><blockquote type="cite">{html.escape(clients.APPLE[lang])}<br><br>'
        f"{OLD[lang]}</blockquote></div>"
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", HTML_REPLIES)
def test_an_html_reply_is_cut_above_its_history(client: str, language: str) -> None:
    said = "".join(f"<div>{line}</div>" for line in NEW[language].split("\n"))
    message = parse(rich(f"<html><body>{said}<br>{HTML_REPLIES[client](language)}</body></html>"))
    assert message.reply == NEW[language]
    assert OLD[language] in message.quoted.replace("> ", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_answers_between_quotations_are_kept_whole(language: str) -> None:
    question, answer = NEW[language].split("\n")
    body = (
        f'<div class="gmail_quote"><div class="gmail_attr">{html.escape(clients.GMAIL[language])}</div>'
        f'<blockquote class="gmail_quote">{OLD[language]}</blockquote><div>{answer}</div>'
        f'<blockquote class="gmail_quote">2) INV/2026/00777</blockquote><div>{question}</div></div>'
    )
    message = parse(rich(f"<div dir=ltr></div>{body}"))
    assert message.reply == f"{answer}\n\n{question}"


def test_the_signature_that_a_client_marks_is_no_word() -> None:
    message = parse(rich(f'<p>{NEW["en"]}</p><div class="gmail_signature">Vera Holt<br>Desk 4</div>'))
    assert "Desk 4" not in message.reply
    assert "torn at the edge" in message.reply


def test_a_long_html_line_is_read_to_its_end() -> None:
    message = parse(rich("<p>" + "<b></b>" * 4_000 + "two rolls are torn</p>"))
    assert message.reply == "two rolls are torn"


def test_the_subject_of_a_forward_reaches_the_cut() -> None:
    text = f"See below please.\n\n{header_block('en')}\n\n{NEW['en']}"
    assert "torn" in parse(plain(text, subject="FW: count")).reply
