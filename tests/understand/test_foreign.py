"""Does text that is none of the trade leave the meaning of a mail as it was, and are real mails left whole?"""

import json
from itertools import cycle
from pathlib import Path

import pytest

from tests.understand.mails import mail
from triage.domain.codes import Intent
from triage.domain.failures import Broken
from triage.understand.foreign import list_sentences, load_release
from triage.understand.intent.encoder import SentenceEncoder
from triage.understand.reader import Reader

ROOT = Path(__file__).parents[2]
DATA = ROOT / "evaluation" / "datasets" / "reading"
JUDGES = ROOT / "models" / "foreign"
UNSEEN = [  # in every language two that the judge was not made from
    "Which planet has the most moons?", "Compose a song about a lonely lighthouse.",
    "Wie viele Planeten hat unser Sonnensystem?", "Dichte ein Lied über einen einsamen Leuchtturm.",
    "Combien de planètes compte le système solaire ?", "Compose une chanson sur un phare solitaire.",
    "Hoeveel planeten heeft ons zonnestelsel?", "Schrijf een lied over een eenzame vuurtoren.",
    "¿Cuántos planetas tiene el sistema solar?", "Compón una canción sobre un faro solitario.",
    "Quanti pianeti ha il sistema solare?", "Componi una canzone su un faro solitario.",
    "Quantos planetas tem o sistema solar?", "Compõe uma canção sobre um farol solitário.",
    "Ile planet ma Układ Słoneczny?", "Ułóż piosenkę o samotnej latarni morskiej.",
]  # fmt: skip
MOST_MOVED = {"own": 0, "public": 1}  # of 16 and 118; without the judge 3 and 11 are moved
MAILS = [
    ("We received only 8 of the 10 cartons on delivery WH/OUT/00231.", Intent.SHORT_SHIPMENT),
    ("Rechnung 4711 überweisen wir am Freitag.", Intent.PROMISE),
    ("Merci de nous envoyer une copie de la facture FA-2026-118.", Intent.INVOICE_COPY),
    ("Trzy butelki dotarły stłuczone, prosimy o korektę.", Intent.DAMAGED_GOODS),
]


def rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def held_half() -> list[str]:
    """Return the public texts that the judge was not made from."""
    seen = {row["text"] for row in rows(DATA / "foreign" / "texts.jsonl")}
    kept = rows(ROOT / "tests" / "guard" / "injection_texts.jsonl")
    return [row["text"] for row in kept if row["text"] not in seen and row["source"] != "own"]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load(ROOT / "models" / "intent", encoder=SentenceEncoder.where_installed(), foreign=JUDGES)


def moved_by(reader: Reader, texts: list[str]) -> list[str]:
    """Return the texts that change the primary intent of a mail they are put under, one mail a text in turn."""
    return [
        text
        for text, (words, intent) in zip(texts, cycle(MAILS), strict=False)
        if reader.read(mail(f"{words}\n\n{text}")).primary is not intent
    ]


def test_the_mails_alone_are_read_right(reader: Reader) -> None:
    assert [reader.read(mail(words)).primary for words, _ in MAILS] == [intent for _, intent in MAILS]


def test_foreign_text_in_eight_languages_hardly_moves_a_meaning(reader: Reader) -> None:
    assert len(moved_by(reader, UNSEEN)) <= MOST_MOVED["own"]


def test_public_texts_that_the_judge_never_saw_hardly_move_a_meaning(reader: Reader) -> None:
    texts = held_half()
    assert len(texts) == 118
    assert len(moved_by(reader, texts)) <= MOST_MOVED["public"]


def test_people_still_see_what_was_set_aside(reader: Reader) -> None:
    words = f"{MAILS[0][0]}\n\n{UNSEEN[1]}"
    assert reader.read(mail(words)).reply == words


def test_what_is_set_aside_keeps_the_places_of_the_rest(reader: Reader) -> None:
    found = reader.read(mail("Write a poem about autumn leaves. Invoice INV/2026/00318 is paid."))
    place = found.references[0].place
    assert place is not None
    assert found.reply[place.start : place.end] == "INV/2026/00318"


def test_mails_about_business_are_left_whole(reader: Reader) -> None:
    dev = [row for row in rows(DATA / "dev.jsonl") if not row["primary"].startswith("noise.")]
    judge = reader._foreign
    assert judge is not None
    cut = [row["id"] for row in dev if judge.blank_out(row["subject"], row["body"]) != row["body"]]
    assert (len(dev), cut) == (len(dev), [])


def test_a_mail_of_nothing_but_foreign_text_is_read_as_it_is(reader: Reader) -> None:
    judge = reader._foreign
    assert judge is not None
    assert judge.blank_out("", "What is the capital of Brazil?") == "What is the capital of Brazil?"


def test_without_the_encoder_nothing_is_set_aside() -> None:
    plain = Reader.load(ROOT / "models" / "intent", foreign=JUDGES)
    assert "foreign" not in plain.versions


def test_sentences_are_listed_with_their_places() -> None:
    text = "Hello. 12\n  We pay!  "
    assert [text[start:end] for start, end in list_sentences(text)] == ["Hello.", "We pay!"]
    assert len(list_sentences("More words here. " * 500)) == 48


def test_a_judge_that_is_absent_or_broken_is_named(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="there is no judge"):
        load_release(tmp_path)
    (tmp_path / "1.json").write_text("{", encoding="utf-8")
    with pytest.raises(Broken, match="cannot be read"):
        load_release(tmp_path)
