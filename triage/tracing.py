"""How does an operator follow a case through the steps elsewhere? OpenTelemetry spans, where an endpoint is set.

A span has the step, the case's id and the kind of a failure: never a word of a mail, nor the text of an error.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

Trace = Callable[[str, str], AbstractContextManager[None]]  # of a step and a case's id


def no_trace(_step: str, _case_id: str) -> AbstractContextManager[None]:
    """Trace nothing."""
    return nullcontext()


def open_trace(endpoint: str, exporter: "SpanExporter | None" = None) -> Trace:
    """Return what opens a span for each step; raises `ImportError` without the extra `traces`.

    Spans go in the background to `endpoint` (OTLP over HTTP), so that a collector that is away costs spans and no
    case; or, each as it ends, to the exporter given.
    """
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
    from opentelemetry.trace import Status, StatusCode

    processor: SpanProcessor
    if exporter is not None:
        processor = SimpleSpanProcessor(exporter)
    else:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        processor = BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint))
    provider = TracerProvider(resource=Resource({"service.name": "triage"}))
    provider.add_span_processor(processor)
    tracer = provider.get_tracer("triage")

    @contextmanager
    def trace(step: str, case_id: str) -> Iterator[None]:
        with tracer.start_as_current_span(step, record_exception=False, set_status_on_exception=False) as span:
            span.set_attribute("triage.case_id", case_id)
            try:
                yield
            except Exception as error:
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    return trace
