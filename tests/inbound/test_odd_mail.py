"""Do the odd, broken and foreign messages of other projects pass, with their text?"""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.inbound.letters import parse
from triage.domain.failures import Refused
from triage.settings import release_root
from triage.understand import Reader

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not (DATA / "mime_manifest.jsonl").exists(), reason="../shared/data/mime and bounce are not on this machine"
)
# plain texts without a single header line: no messages (RFC 5322 section 2.1), refused with this reason
NO_MESSAGE = {"mime/cpython_email/msg_19.eml", "mime/mime4j/malformedHeader-noheader.eml"}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load(release_root("models") / "intent")


def rows(manifest: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / manifest).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("manifest", ["mime_manifest.jsonl", "bounce_manifest.jsonl"])
def test_every_message_is_read_in_less_than_five_seconds_with_its_text(manifest: str, reader: Reader) -> None:
    messages = [row for row in rows(manifest) if row["path"] not in NO_MESSAGE]
    without_text = []
    for row in messages:
        start = time.process_time()
        message = parse((DATA / row["path"]).read_bytes())
        assert reader.read(message).message_id == message.message_id
        assert time.process_time() - start < 5.0, row["path"]
        said = message.text.strip() or any(attachment.text for attachment in message.attachments)
        if row["text_status"] == "should_have_text" and not said:
            without_text.append(row["path"])
    assert not without_text


@pytest.mark.parametrize("path", sorted(NO_MESSAGE))
def test_what_is_no_message_is_refused_with_a_reason(path: str) -> None:
    with pytest.raises(Refused, match="no header line"):
        parse((DATA / path).read_bytes())
