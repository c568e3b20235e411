"""What may a model put in other words? Courtesy and the customer's claim, within their words; a finding never."""

import pytest

from triage.propose.lock import Bound, LockedText
from triage.propose.phrases import phrasebook
from triage.propose.rephrase import NotOurs, accept
from triage.propose.reply import Sentence

TOKENS = {
    "invoice": Bound("INV/2026/00042", ("account.move/42/name",)),
    "shipped": Bound("8", ("stock.move/1/quantity",)),
    "billed": Bound("10", ("account.move.line/1/quantity",)),
}
OURS = (
    Sentence(LockedText("Thank you for your message.", TOKENS), "courtesy", 0),
    Sentence(LockedText("You report missing goods on invoice {invoice}.", TOKENS), "claim", 1),
    Sentence(
        LockedText("Less was delivered than invoiced: {shipped} delivered, {billed} invoiced.", TOKENS), "finding", 1
    ),
    Sentence(LockedText("Our records do not show a completed delivery.", TOKENS), "finding", 1),
)
LINES = tuple(sentence.text.template for sentence in OURS)


def body(**changed: str) -> str:
    """Return our lines, with those changed that are named by `line0` to `line3`."""
    return "\n".join(changed.get(f"line{number}", line) for number, line in enumerate(LINES))


def test_our_own_wording_is_accepted_as_it_is() -> None:
    assert accept(body(), OURS, phrasebook("en")) == list(OURS)


@pytest.mark.parametrize(
    "changed",
    [
        {"line0": "Thank you very much for your message."},
        {"line1": "With your message you report to us missing goods on invoice {invoice}."},
        {"line1": "Regarding invoice {invoice}, you report missing goods."},
        {"line3": "Regarding this, Our records do not show a completed delivery."},
    ],
)
def test_courtesy_and_another_order_of_a_claim_are_accepted(changed: dict[str, str]) -> None:
    texts = [sentence.text.template for sentence in accept(body(**changed), OURS, phrasebook("en"))]
    assert set(changed.values()) <= set(texts)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"line0": ""}, "each point once"),
        ({"line0": "Thank you for your message.\nAnd again."}, "each point once"),
        ({"line0": "Thank you for your message of 3 May."}, "not bound"),
        ({"line0": "Thank you for your message about {refund}."}, "not bound"),
        ({"line0": "Thank you for your message " + "please " * 60 + "."}, "too long"),
        ({"line0": "Thank you for your message and your generous refund."}, "nothing stands behind"),
        ({"line0": "Please."}, "the point was not made"),
        ({"line1": "You report goods on invoice {invoice}."}, "the point was not made"),
        ({"line1": "You report missing goods."}, "missing or doubled"),
        ({"line1": "You report no missing goods on invoice {invoice}."}, "nothing stands behind|negation"),
        (
            {"line1": "You report missing goods on invoice {invoice} and the credit was approved."},
            "nothing stands behind",
        ),
        ({"line2": "Less was delivered than invoiced: {billed} delivered, {shipped} invoiced."}, "other words"),
        ({"line2": "More was delivered than invoiced: {shipped} delivered, {billed} invoiced."}, "other words"),
        ({"line3": "Our records show a completed delivery."}, "other words"),
        ({"line3": "Our records do not show a completed delivery. Please wait."}, "other words"),
        ({"line3": "We refund this. Our records do not show a completed delivery."}, "before a finding"),
        ({"line3": "please " * 13 + "Our records do not show a completed delivery."}, "before a finding|too long"),
    ],
)
def test_whatever_says_more_less_or_something_else_is_refused(changed: dict[str, str], reason: str) -> None:
    with pytest.raises(NotOurs, match=reason):
        accept(body(**changed), OURS, phrasebook("en"))


def test_a_negation_of_a_claim_may_be_neither_dropped_nor_doubled() -> None:
    ours = (Sentence(LockedText("You did not order the goods.", {}), "claim", 0),)
    for line in ("You did order the goods.", "You did not not order the goods."):
        with pytest.raises(NotOurs, match="negation"):
            accept(line, ours, phrasebook("en"))
