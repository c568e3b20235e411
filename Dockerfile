# One image for `serve` and `work`: docker build -t triage .
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements-image.txt ./
RUN python -m venv /opt/triage && /opt/triage/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements-image.txt
COPY pyproject.toml README.md ./
COPY triage triage
COPY prompts prompts
COPY policies policies
COPY models models
COPY tests/samples tests/samples
RUN /opt/triage/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --create-home --uid 10001 triage && install -d -o triage -g triage /var/lib/triage
COPY --from=build /opt/triage /opt/triage
ENV PATH=/opt/triage/bin:$PATH TRIAGE_HOME=/var/lib/triage TRIAGE_HOST=0.0.0.0 TRIAGE_PORT=8090 OPENBLAS_NUM_THREADS=1 PYTHONUNBUFFERED=1
USER triage
VOLUME /var/lib/triage
EXPOSE 8090
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8090/healthz', timeout=4)"]
CMD ["triage", "serve"]
