"""What may a model answer? A schema made for each case, and a check of what came back."""

import re
from collections import Counter
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from triage.domain.ports import WriterRequest

_TOKEN = re.compile(r"\{[a-z_]+\}")
LONGEST_LINE = 900


class Unusable(ValueError):
    """The answer cannot be used; the reason never quotes it."""


def schema_for(request: WriterRequest) -> type[BaseModel]:
    """Return the shape of an answer: lines that name one of this case's points each, and nothing else."""
    closed = ConfigDict(extra="forbid")
    points: Any = Literal[tuple(ids_of(request))]
    line = create_model("Line", __config__=closed, point=(points, ...), text=(str, ...))
    return create_model("Letter", __config__=closed, lines=(list[line], Field(description="each point once")))


def ids_of(request: WriterRequest) -> list[str]:
    """Return the names of the points: A, B, … without a digit."""
    return [f"P{chr(65 + number // 26)}{chr(65 + number % 26)}" for number in range(len(request.points))]


def body_of(answer: object, request: WriterRequest) -> str:
    """Return the lines in the order of the points; raises `Unusable` for an answer that is not what was asked for."""
    if not isinstance(answer, BaseModel):
        raise Unusable(f"the answer is a {type(answer).__name__}")
    lines = [(line.point, " ".join(line.text.split())) for line in getattr(answer, "lines", [])]
    if [point for point, _ in lines] != ids_of(request):
        raise Unusable("the points are not there once each and in order")
    for (_, text), passage in zip(lines, request.points, strict=True):
        if not text or len(text) > LONGEST_LINE:
            raise Unusable("a line is empty or too long")
        if Counter(_TOKEN.findall(text)) != Counter(_TOKEN.findall(passage.template)):
            raise Unusable("a token is missing, doubled or invented")
        if re.search(r"\d", text):
            raise Unusable("a figure was written")
    return "\n".join(text for _, text in lines)
