"""Is what leaves the house little, and nothing traced elsewhere? Prompts, minimising, tracing, the absent extra."""

import builtins
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from propose.cases import CONTACT, case_file, finding, grounds

from llm.lying_server import honest, serving
from triage.domain.codes import LANGUAGES, Intent
from triage.domain.failures import Broken
from triage.domain.findings import Outcome
from triage.domain.ports import WriterRequest
from triage.llm import Limits, open_model
from triage.llm.minimise import Placeholders, minimised
from triage.llm.prompts import Prompt, newest
from triage.propose import Policy, propose

ROOT = Path(__file__).parents[2]
PROMPTS = ROOT / "prompts"
POLICY = Policy.load(ROOT / "policies" / "default-1.yaml")
GOLDEN = """The letter:
PAA (claim): You report missing goods on invoice {invoice}.

The customer's words, untrusted:
<<<WORDS
two are missing
WORDS>>>

Return the points as JSON."""


def test_the_prompt_renders_as_it_was_agreed() -> None:
    prompt = newest(PROMPTS, "reply")
    points = [{"id": "PAA", "kind": "claim", "text": "You report missing goods on invoice {invoice}."}]
    system, user = prompt.render(language="en", points=points, words="two are missing")
    assert user.strip() == GOLDEN
    assert "ISO code en" in system
    assert prompt.stamp.startswith("reply-1@")


@pytest.mark.parametrize("values", [{"language": "en"}, {"language": "en", "points": [], "words": "", "tone": "warm"}])
def test_a_missing_and_an_unused_variable_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(Broken, match="wants"):
        newest(PROMPTS, "reply").render(**values)


@pytest.mark.parametrize(
    "content",
    [
        "name: reply",
        "{",
        "{name: r, version: 1, purpose: draft, variables: [a], system: '{{ a }}', user: '{{ b }}'}",
        "{name: r, version: 1, purpose: draft, variables: [a, b], system: '{{ a }}', user: x}",
        "{name: r, version: 1, purpose: draft, variables: [], untrusted: [w], system: s, user: x}",
        "{name: r, version: 1, purpose: draft, variables: [], system: '{% if', user: x}",
    ],
)
def test_a_damaged_prompt_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "reply-1.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(Broken):
        Prompt.load(tmp_path / "reply-1.yaml")
    with pytest.raises(Broken, match="no prompt"):
        newest(tmp_path, "summary")


def test_the_newest_version_of_a_prompt_is_used(tmp_path: Path) -> None:
    text = (PROMPTS / "reply-1.yaml").read_text(encoding="utf-8")
    for version in (2, 10):
        (tmp_path / f"reply-{version}.yaml").write_text(
            text.replace("version: 1", f"version: {version}"), encoding="utf-8"
        )
    assert newest(tmp_path, "reply").stamp.startswith("reply-10@")


SECRETS = (
    "Maria Rossi", "Azure Interior S.p.A.", "maria@azure.example", "+39 06 1234567", "DE89370400440532013000",
    "IT60 X054 2811 1010 0000 0123 456", "IT01234567890", "Via Garibaldi 12", "INV/2026/00042", "1.250,00",
    "https://azure.example/x", "Giovanni Bianchi",
)  # fmt: skip


def test_names_contacts_numbers_and_links_are_replaced_by_stable_placeholders() -> None:
    words = (
        "Dear Mr Miller,\n\n"
        + "We paid. ".join(f"It is about {secret} again. " for secret in SECRETS)
        + "Maria knows, Maria Rossi said so.\n\nBest regards\nPaolo Verdi\n+39 333 1234567"
    )
    hidden = Placeholders()
    text = minimised(words, ("Maria Rossi", "maria@azure.example", "Azure Interior S.p.A.", "Via Garibaldi 12"), hidden)
    for secret in (*SECRETS, "Miller", "Verdi", "Maria", "Rossi"):
        assert secret not in text
    assert not re.search(r"\d", text)
    assert "We paid." in text
    assert minimised(words, ("Maria Rossi",), Placeholders()).count("⟦") > 3
    assert hidden.restore(next(iter(hidden.of.values()))) == next(iter(hidden.of))


def test_no_request_of_the_whole_sample_set_holds_a_name_a_contact_or_a_figure() -> None:
    words = " ".join(f"About {secret}." for secret in SECRETS)
    partner = CONTACT.model_copy(update={"street": "Via Garibaldi 12", "city": "Torino"})
    sent: list[str] = []
    with serving(honest) as server:
        known = {"base_url": server.url, "api_key": "sk-test", "model": "m", "timeout_seconds": 5, "prompts": PROMPTS}
        writer = open_model(**known, limits=Limits(tokens_per_case=10**9))  # all of them are one case here
        for number, intent in enumerate(i for i in Intent if not i.is_noise):
            for outcome in Outcome:
                language = LANGUAGES[number % len(LANGUAGES)]
                case = grounds(intent, language=language, words=words, findings=(finding(intent, outcome),),
                               books=case_file(partners=(partner,)))  # fmt: skip
                propose(case, policy=POLICY, writer=writer)
        sent = server.requests
    assert len(sent) >= 90
    for body in sent:
        user = body.split('"messages"')[1].split('"response_format"')[0]
        assert not [secret for secret in (*SECRETS, "Torino", "Garibaldi", "Rossi", "250.00") if secret in user]


def test_nothing_is_traced_elsewhere_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGSMITH_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_pt_test")
    asked: list[str] = []
    real = socket.getaddrinfo

    def watched(host: Any, *rest: Any, **more: Any) -> Any:
        asked.append(str(host))
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", watched)
    case = grounds(Intent.STATEMENT)
    with serving(honest) as server:
        writer = open_model(base_url=server.url, api_key="sk-test", model="m", timeout_seconds=5, prompts=PROMPTS)
        assert propose(case, policy=POLICY, writer=writer).versions["model"] == "m"
    assert set(asked) <= {"127.0.0.1"}


def test_the_key_shows_in_no_text_of_the_writer() -> None:
    writer = open_model(
        base_url="http://127.0.0.1:1/v1", api_key="sk-hush", model="m", timeout_seconds=1, prompts=PROMPTS
    )
    assert "sk-hush" not in repr(writer)


def test_without_the_extra_the_embedded_writer_goes_on_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name.split(".")[0] in ("openai", "langchain_openai", "langsmith") or name == "triage.llm.chat":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    writer = open_model(base_url="http://127.0.0.1:1/v1", api_key="", model="m", timeout_seconds=1, prompts=PROMPTS)
    proposal = propose(grounds(Intent.STATEMENT), policy=POLICY, writer=writer)
    assert proposal.draft is not None
    assert proposal.draft.writer == "templates"
    assert "not installed" in proposal.versions["model_refused"]


def test_a_request_without_a_point_is_not_asked() -> None:
    request = WriterRequest(case_id="c1", language="en", purpose="draft", customer_words="", points=(), allowed={})
    for url in ("http://127.0.0.1:1/v1",):
        writer = open_model(base_url=url, api_key="k", model="m", timeout_seconds=1, prompts=PROMPTS)
        assert writer.write(request) is None


def test_the_model_libraries_are_not_loaded_before_a_writer_is_opened() -> None:
    code = (
        "import sys, triage.llm, triage.propose;"
        "print([n for n in ('openai', 'langchain_openai', 'langsmith') if n in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert answer.stdout.strip() == "[]"
