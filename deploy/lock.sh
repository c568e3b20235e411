#!/usr/bin/env bash
# Writes requirements*.txt: every package pinned and hashed, no index address in the files. lock.sh VENV
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$1/bin/uv
[ -x "$uv" ] || "$1/bin/python" -m pip install -q --disable-pip-version-check uv
lock() { # lock OUTPUT EXTRA...
  local output=$1
  shift
  "$uv" pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    "${@/#/--extra=}" pyproject.toml -o "$output"
}
lock requirements.txt dev train encoder model postgres traces build
lock requirements-image.txt encoder model postgres traces build
