#!/usr/bin/env bash
# Makes the Python environment of a checkout: make-env.sh VENV
# Needs Python 3.11 or newer; as root on Debian or Ubuntu it installs what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1

find_python() {
  for name in python3.13 python3.12 python3.11 python3; do
    if command -v "$name" >/dev/null &&
      "$name" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2])' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

python=$(find_python || true)
if [ -z "$python" ] || ! has_venv "$python"; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing Python with apt-get"
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends python3 python3-venv >/dev/null
    python=$(find_python || true)
  fi
fi
if [ -z "$python" ] || ! has_venv "$python"; then
  echo "Python 3.11 or newer with the venv module is needed (Debian: apt-get install python3 python3-venv)" >&2
  exit 1
fi

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
progress=(--progress-bar off -q)
[ -t 1 ] && progress=()
# --no-deps: the lock is the whole closure, and pip cannot match a hash to an extra such as coverage[toml]
echo "installing the pinned requirements into $venv (about a minute the first time)"
"$venv/bin/python" -m pip install "${progress[@]}" --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
"$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
