"""Do the checks say what a clerk would say of each situation of the worked world?"""

from collections import defaultdict

import pytest

from evaluation.proof import Proof, prove_all, senders_wrong
from triage.domain.codes import Intent
from triage.domain.findings import Outcome

PROOFS = prove_all()
THREE_WAYS = (
    Intent.SHORT_SHIPMENT, Intent.DAMAGED_GOODS, Intent.WRONG_GOODS, Intent.NON_DELIVERY, Intent.LATE_DELIVERY,
    Intent.PRICE, Intent.DUPLICATE_INVOICE, Intent.TAX, Intent.CHARGES, Intent.NOT_ORDERED, Intent.MISSING_CREDIT,
    Intent.INVOICE_DATA, Intent.REMITTANCE, Intent.DEDUCTION, Intent.PROMISE, Intent.REFUND_REQUEST,
)  # fmt: skip


@pytest.mark.parametrize("proof", PROOFS, ids=lambda p: p.situation.id)
def test_every_finding_is_as_the_truth_has_it(proof: Proof) -> None:
    for verdict in proof.verdicts:
        assert verdict.said is verdict.expected, verdict
        assert not verdict.is_amount_wrong, verdict
        assert verdict.not_asked == (), verdict


def test_the_senders_are_proven_as_the_truth_has_it_and_the_world_is_large_enough() -> None:
    assert senders_wrong(PROOFS) == []
    assert len(PROOFS) >= 60


def test_each_check_meets_supported_refuted_and_undecided() -> None:
    met: dict[str, set[Outcome]] = defaultdict(set)
    for proof in PROOFS:
        for verdict in proof.verdicts:
            met[verdict.check].add(verdict.expected)
    lacking = {i.value: set(Outcome) - met[i.value] for i in THREE_WAYS if met[i.value] != set(Outcome)}
    assert lacking == {}


def test_no_finding_tells_of_a_document_that_is_not_the_customers() -> None:
    for proof in PROOFS:
        own = {i.id for i in proof.case_file.invoices}
        cited = {e.id for f in proof.findings for e in f.evidence if e.model == "account.move"}
        assert cited <= own, proof.situation.id
