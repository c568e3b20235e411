#!/usr/bin/env bash
# The Odoo 19 of the live tests: Odoo from Debian sid, its Python packages and OCA's helpdesk from PyPI.
#
#   lab.sh all            what is built once and cached: code, then base
#   lab.sh code           Odoo's sources, its virtual environment, OCA's addons
#   lab.sh base           a stopped PostgreSQL cluster with the database `base`: modules installed, no demo data
#
#   lab.sh pg             by hand: a copy of that cluster, in the background on $TRIAGE_LAB_PG_PORT
#   lab.sh start DB       by hand: a server for DB on $TRIAGE_LAB_HTTP_PORT, admin / admin; makes DB if it is new
#   lab.sh stop | pgstop  end them
#
#   lab.sh serve-pg       for the tests: the same in the foreground, ending when the caller ends
#   lab.sh serve DB
#   lab.sh copy|create|drop DB   a database copied from base, an empty one, none
#   lab.sh odoo DB ARGS   Odoo once on DB: -i MODULE, --test-tags ..., all with --stop-after-init
#
# Settings, with their defaults:
#   TRIAGE_LAB            the cache ($XDG_CACHE_HOME or ~/.cache, then triage/odoo19)
#   TRIAGE_LAB_RUN        cluster, filestore and logs of one run (a folder of this user in $TMPDIR or /tmp)
#   TRIAGE_LAB_PG_PORT, TRIAGE_LAB_HTTP_PORT, TRIAGE_LAB_SMTP_PORT   5433, 8069, 1 (where nobody listens)
#   TRIAGE_LAB_ADDONS     further addons folders, comma-separated
#   TRIAGE_PG_BIN         folder with initdb and postgres (the newest of Debian's, else pg_config's)
#   TRIAGE_DEBIAN_MIRROR  a Debian mirror (the one in this machine's apt sources); Ubuntu has to name one
#
# The cache is keyed by these two scripts and the requirements; what is incomplete is built again. Needs apt-get,
# dpkg-deb, flock, setpriv, Python 3.11 to 3.13 and PostgreSQL 13 or newer. Root gets what is missing by apt-get
# and runs PostgreSQL as the user postgres; anybody else needs no rights at all.
set -euo pipefail
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${TRIAGE_LAB:-${XDG_CACHE_HOME:-$HOME/.cache}/triage/odoo19}
lab=$cache/lab-$(cat "$here/lab.sh" "$here/build.sh" "$here/requirements-odoo19.txt" | sha256sum | cut -c1-12)
run=${TRIAGE_LAB_RUN:-${TMPDIR:-/tmp}/triage-odoo19-$(id -u)}
pg_port=${TRIAGE_LAB_PG_PORT:-5433}
http_port=${TRIAGE_LAB_HTTP_PORT:-8069}
site=$lab/tree/usr/lib/python3/dist-packages
# the caller's settings for Python and PostgreSQL are not meant for these
unset PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE PYTHONWARNINGS "${!PG@}"

say() { echo "odoo lab: $*" >&2; }
fail() { say "$*"; exit 1; }

. "$here/build.sh"

# --- PostgreSQL -----------------------------------------------------------------------------------------------------

as_pg() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" = 0 ]; then
    (cd / && setpriv --reuid=postgres --regid=postgres --init-groups -- "$@")
  else
    "$@"
  fi
}

client() { # local tests only: 127.0.0.1 is trusted, no password is asked
  local program=$1
  shift
  "$pg_bin/$program" -h 127.0.0.1 -p "$pg_port" -U postgres "$@"
}

pg_folder() { # made for the user who runs PostgreSQL; he has to get through $run
  mkdir -p "$run"
  chmod 711 "$run"
  rm -rf "$1"
  mkdir -m 700 "$1"
  [ "$(id -u)" != 0 ] || chown postgres: "$1"
}

copy_cluster() {
  [ ! -d "$run/pg" ] || return 0
  base_is_ready || locked base
  pg_folder "$run/pg.part"
  cp -a --reflink=auto "$lab/base-$pg_version/pg/." "$run/pg.part"
  mv "$run/pg.part" "$run/pg"
}

serve_pg() { # --pdeathsig: nothing stays behind when the caller ends, however it ends
  local user=()
  [ "$(id -u)" != 0 ] || user=(--reuid=postgres --regid=postgres --init-groups)
  cd /
  exec setpriv "${user[@]}" --pdeathsig INT -- "$pg_bin/postgres" -D "$run/pg" -p "$pg_port"
}

await_pg() {
  for _ in $(seq 300); do
    client pg_isready -q && return
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  fail "PostgreSQL does not start: $(tail -3 "$run/pg.log")"
}

start_pg() {
  as_pg "$pg_bin/pg_ctl" -D "$run/pg" status > /dev/null ||
    as_pg "$pg_bin/pg_ctl" -D "$run/pg" -o "-p $pg_port" -l "$run/pg/server.log" -w start > /dev/null
}

copy_database() {
  client createdb -O odoo -T base "$1"
  mkdir -p "$run/data/filestore"
  cp -a --reflink=auto "$lab/base-$pg_version/filestore" "$run/data/filestore/$1"
}

drop_database() {
  client dropdb --if-exists --force "$1"
  rm -rf "$run/data/filestore/$1"
}

# --- Odoo -----------------------------------------------------------------------------------------------------------

set_odoo_command() { # No cron runs by itself; that /jsonrpc is deprecated is known and not logged at every call
  mkdir -p "$run/data"
  odoo_command=("$lab/venv/bin/python" "$lab/tree/usr/bin/odoo" -c /dev/null
    --db_host=127.0.0.1 --db_port="$pg_port" -r odoo -w odoo -d "$1" --db-filter="^$1\$"
    --addons-path="$site/odoo/addons,$lab/oca/odoo/addons${TRIAGE_LAB_ADDONS:+,$TRIAGE_LAB_ADDONS}"
    --data-dir="$run/data" --http-interface=127.0.0.1 --http-port="$http_port" --workers=0 --max-cron-threads=0
    --smtp=127.0.0.1 --smtp-port="${TRIAGE_LAB_SMTP_PORT:-1}" --skip-auto-install
    --log-handler=odoo.addons.rpc.controllers:ERROR)
}

serve_odoo() { # DB ARGS
  set_odoo_command "$1"
  exec setpriv --pdeathsig TERM -- "${odoo_command[@]}" "${@:2}"
}

start_odoo() {
  client psql -qAt -c "select 1 from pg_database where datname = '$1'" postgres | grep -q 1 || copy_database "$1"
  set_odoo_command "$1"
  setsid nohup "${odoo_command[@]}" --pidfile="$run/odoo.pid" > "$run/odoo.log" 2>&1 < /dev/null &
  for _ in $(seq 240); do
    "$lab/venv/bin/python" -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$http_port/web/health', timeout=5)" \
      2>/dev/null && return
    kill -0 $! 2>/dev/null || break
    sleep 0.5
  done
  fail "Odoo does not answer on port $http_port: $(tail -5 "$run/odoo.log")"
}

# --------------------------------------------------------------------------------------------------------------------

need_pg() {
  pg_bin=$(find_pg_bin)
  [ -n "$pg_bin" ] || { install_packages postgresql; pg_bin=$(find_pg_bin); }
  [ "$(id -u)" != 0 ] || getent passwd postgres > /dev/null || fail "root needs a user named postgres for PostgreSQL"
  pg_version=$("$pg_bin/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')
}

command=${1:-}
[ $# = 0 ] || shift
case $command in
  code) code_is_ready || locked code ;;
  all | base) need_pg; base_is_ready || locked base; touch "$lab" ;; # what is in use does not grow old
  pg) need_pg; copy_cluster; start_pg ;;
  serve-pg) need_pg; copy_cluster; serve_pg ;;
  pgstop) need_pg; as_pg "$pg_bin/pg_ctl" -D "$run/pg" -m fast stop > /dev/null ;;
  copy) need_pg; copy_database "$1" ;;
  create) need_pg; client createdb -O odoo -T template0 "$1" ;;
  drop) need_pg; drop_database "$1" ;;
  serve) serve_odoo "$1" ;;
  odoo) serve_odoo "$@" --stop-after-init ;;
  start) need_pg; start_odoo "$1" ;;
  stop) [ ! -e "$run/odoo.pid" ] || kill "$(cat "$run/odoo.pid")" ;;
  *) sed -n '2,/^set -euo/{/^set/!p}' "${BASH_SOURCE[0]}"; exit 2 ;;
esac
