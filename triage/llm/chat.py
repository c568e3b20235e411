"""How is a model asked? One call through langchain, with a deadline of our own and nothing traced elsewhere."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

import httpx2
import langsmith
import openai
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr, ValidationError

LARGEST = 512 * 1024  # bytes of one answer
# What a broken answer surfaces as, besides the client's own errors (a pydantic ValidationError is a ValueError).
BROKEN_ANSWERS = (
    openai.OpenAIError,
    httpx2.HTTPError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RuntimeError,
)


class NoAnswer(Exception):
    """The model gave nothing that can be used; `reason` is a class of failure and never what was said."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Misshapen(NoAnswer):
    """The model answered, and not in the shape that was asked for: it may be asked once more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the parsed answer, None where it did not fit the schema, and the tokens it took."""

    parsed: object
    tokens_in: int
    tokens_out: int
    text: str = ""


class _Capped(httpx2.SyncByteStream):
    """A response body that ends with an error when it gets too large."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __iter__(self) -> Iterator[bytes]:
        taken = 0
        for part in self.inner:
            taken += len(part)
            if taken > LARGEST:
                raise httpx2.ReadError("the answer is too large")
            yield part

    def close(self) -> None:
        """Close what is behind."""
        self.inner.close()


def _cap(response: httpx2.Response) -> None:
    response.stream = _Capped(response.stream)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible endpoint. The key shows in no text of it."""

    base_url: str
    api_key: SecretStr
    model: str
    answer_tokens: int

    def ask(self, system: str, user: str, schema: type[BaseModel], seconds: float) -> Answer:
        """Return the answer within so many seconds, all in all; raises `NoAnswer`.

        A server that drips bytes keeps a read time-out from ever firing, so the call runs in a thread of its
        own that is cut off at the deadline.
        """
        box: SimpleQueue[Answer | NoAnswer] = SimpleQueue()
        client = httpx2.Client(timeout=seconds, event_hooks={"response": [_cap]})
        work = threading.Thread(target=self._work, args=(client, (system, user), schema, box), daemon=True)
        work.start()
        try:
            answer = box.get(timeout=seconds)
        except Empty:
            raise NoAnswer("deadline") from None
        finally:
            client.close()
        if isinstance(answer, NoAnswer):
            raise answer
        return answer

    def _work(
        self,
        client: httpx2.Client,
        texts: tuple[str, str],
        schema: type[BaseModel],
        box: "SimpleQueue[Answer | NoAnswer]",
    ) -> None:
        try:
            box.put(self._call(client, texts, schema))
        except ValidationError:  # its text holds what was said
            box.put(Misshapen("the answer has another shape"))
        except BROKEN_ANSWERS as error:
            box.put(NoAnswer(type(error).__name__))

    def _call(self, client: httpx2.Client, texts: tuple[str, str], schema: type[BaseModel]) -> Answer:
        """Ask once. `json_schema`, for `function_calling` may answer None without an error; no retry of the client's
        own, for it obeys Retry-After inside the call, whatever the time-out."""
        langsmith.configure(enabled=False)
        chat = ChatOpenAI(
            model=self.model,
            base_url=self.base_url,
            api_key=self.api_key,
            max_retries=0,
            temperature=0.0,
            max_completion_tokens=self.answer_tokens,
            http_client=client,
            use_responses_api=False,
        )
        asked = chat.with_structured_output(schema, method="json_schema", strict=True, include_raw=True)
        reply: Any = asked.invoke([("system", texts[0]), ("user", texts[1])])
        usage = reply["raw"].usage_metadata or {}
        return Answer(
            parsed=reply["parsed"],
            tokens_in=int(usage.get("input_tokens", 0)),
            tokens_out=int(usage.get("output_tokens", 0)),
            text=str(reply["raw"].content),
        )
