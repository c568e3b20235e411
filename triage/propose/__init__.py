"""What would we do? Policy decides, templates and models phrase, and nothing is done."""

from triage.propose.decide import Considered
from triage.propose.entry import explain, propose
from triage.propose.grounds import Grounds
from triage.propose.policy import Policy
from triage.propose.situation import segment_name
from triage.propose.soundness import faults_of

__all__ = ["Considered", "Grounds", "Policy", "explain", "faults_of", "propose", "segment_name"]
