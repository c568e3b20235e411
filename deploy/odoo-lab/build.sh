# How is what the lab caches built? Sourced by lab.sh: Odoo's code, its environment, the database `base`.
# shellcheck shell=bash disable=SC2154,SC2034,SC2012

modules=account,account_debit_note,account_payment,sale_management,sale_stock,stock,stock_delivery
modules+=,contacts,base_automation,helpdesk_mgmt

# --- what is missing on the machine ---------------------------------------------------------------------------------

install_packages() {
  [ "$(id -u)" = 0 ] || fail "Debian's packages are missing: $* (ask an administrator to install them)"
  say "installing $*"
  # the programs are wanted, not Debian's own cluster
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] ||
    echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@"; } >&2 ||
    fail "apt-get cannot install $*"
}

find_pg_bin() {
  local dir
  for dir in "${TRIAGE_PG_BIN:-}" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) \
    "$(pg_config --bindir 2>/dev/null)"; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then
      echo "$dir"
      return
    fi
  done
}

find_python() { # 3.11 first: it is the one that CI has
  local name
  for name in python3.11 python3.12 python3.13 python3 /usr/bin/python3; do
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
      2>/dev/null; then
      echo "$name"
      return
    fi
  done
}

# --- the steps: make_NAME fills a folder, build names it when it is complete ----------------------------------------

build() {
  local name=$1 began=$SECONDS
  [ ! -d "$lab/$name" ] || return 0
  say "building $name"
  rm -rf "$lab/$name.part"
  mkdir -p "$lab/$name.part"
  "make_${name%%-*}" "$lab/$name.part"
  mv "$lab/$name.part" "$lab/$name"
  say "$name is ready after $((SECONDS - began)) s"
}

locked() { # one build at a time; the next one finds everything done
  mkdir -p "$lab"
  exec 9> "$cache/lock"
  flock -n 9 || { say "waiting for another build"; flock 9; }
  "$@"
  exec 9>&-
  find "$cache" -mindepth 1 -maxdepth 1 -name 'lab-????????????' -mtime +14 -exec rm -rf {} +
}

code() {
  # an interpreter that was upgraded away leaves a dead environment behind
  [ ! -d "$lab/venv" ] || "$lab/venv/bin/python" -c '' 2>/dev/null || rm -rf "$lab/venv"
  build tree
  build venv
  build oca
}

base() {
  code
  build "base-$pg_version"
}

debian_mirror() { # only the main archive has sid
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(COMPONENT) $(REPO_URI)' 2>/dev/null |
    awk '$1 == "main" && /debian/ && !/security/ && !found { found = $2 } END { print found }'
}

write_apt_settings() { # a private apt state that knows sid and bookworm; the machine's own stays as it is
  local work=$1 mirror=$2 keyring
  for keyring in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    [ ! -e "$keyring" ] || break
  done
  [ -e "$keyring" ] || fail "the package debian-archive-keyring is needed to check Debian's signatures"
  mkdir -p "$work"/{sources,deb,state/lists/partial,cache/archives/partial}
  printf 'Types: deb\nURIs: %s\nSuites: sid bookworm\nComponents: main\nSigned-By: %s\n' \
    "$mirror" "$keyring" > "$work/sources/debian.sources"
  cat > "$work/apt.conf" <<CONF
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$work/sources";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$work/state";
Dir::State::status "/dev/null";
Dir::Cache "$work/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
APT::Update::Error-Mode "any";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
CONF
}

fetch_debs() {
  local work=$1 mirror=${TRIAGE_DEBIAN_MIRROR:-$(debian_mirror)}
  [ -n "$mirror" ] || fail "this machine's apt knows no Debian mirror: name one in TRIAGE_DEBIAN_MIRROR"
  write_apt_settings "$work" "$mirror"
  apt-get -c "$work/apt.conf" -qq update >&2 ||
    fail "apt-get cannot reach Debian's archive, so Odoo 19 cannot be fetched"
  # Odoo's symlinks lead to these. Font Awesome and Inconsolata have other file names in sid, and Montserrat
  # is not in bookworm
  (cd "$work/deb" && apt-get -c "$work/apt.conf" -qq download odoo-19/sid fonts-montserrat/sid \
    {libjs-jquery,libjs-jquery-form,libjs-underscore}/bookworm \
    {fonts-font-awesome,fonts-roboto-unhinted,fonts-inconsolata,fonts-ocr-b}/bookworm >&2) ||
    fail "Debian's archive does not give odoo-19 and its fonts"
}

make_tree() {
  local into=$1 work=$lab/apt deb stub
  rm -rf "$work"
  fetch_debs "$work"
  for deb in "$work"/deb/*.deb; do # without the translations: 0.4 GB instead of 1.2
    dpkg-deb --fsys-tarfile "$deb" | tar -x --no-same-owner -C "$into" --exclude='*/i18n/*.po' --exclude='*/i18n/*.pot'
  done
  rm -rf "$work"
  # the one file that Debian leaves out and a bundle names (background blur of video calls)
  stub=$into/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js
  mkdir -p "${stub%/*}"
  [ -e "$stub" ] || echo '/* not in the Debian package */' > "$stub"
  [ -z "$(find "$into" -xtype l -print -quit)" ] || say "warning: some symlinks of Odoo lead nowhere, look for -xtype l"
}

make_venv() {
  local into=$1 python
  python=$(find_python)
  [ -n "$python" ] || { install_packages python3 python3-venv; python=$(find_python); }
  [ -n "$python" ] || fail "Odoo 19 needs Python 3.11 to 3.13 with the venv module"
  "$python" -m venv "$into"
  "$into/bin/python" -m pip install -qq --disable-pip-version-check -r "$here/requirements-odoo19.txt" >&2 ||
    fail "pip cannot install Odoo's Python packages"
  echo "$site" > "$(echo "$into"/lib/python3.*/site-packages)/odoo19.pth"
}

make_oca() { # --no-deps: the wheel asks for `odoo`, which PyPI has not
  "$lab/venv/bin/python" -m pip download -qq --disable-pip-version-check --no-deps -d "$1/wheel" \
    odoo-addon-helpdesk-mgmt==19.0.1.3.2 >&2 || fail "pip cannot fetch OCA's helpdesk_mgmt"
  "$lab/venv/bin/python" -m zipfile -e "$1"/wheel/*.whl "$1"
}

make_base() {
  local into=$1 server run pg_port
  # not in the cache: the user postgres may not get into a home folder
  run=${TMPDIR:-/tmp}/triage-base-$(id -u)-$(echo "$lab" | cksum | cut -d' ' -f1)
  rm -rf "$run"
  mkdir "$run"
  # shellcheck disable=SC2064 # now: the variable is gone when the trap runs
  trap "rm -rf '$run'" EXIT
  pg_port=$(free_port)
  create_cluster
  (serve_pg) > "$run/pg.log" 2>&1 &
  server=$!
  await_pg "$server"
  client createuser --createdb odoo
  client createdb -O odoo -T template0 base
  # --skip-auto-install keeps out 40 modules, among them all that call home (IAP, SMS, partner autocomplete)
  (serve_odoo base -i "$modules" --stop-after-init --no-http) > "$run/odoo.log" 2>&1 ||
    fail "Odoo cannot install $modules: $(tail -20 "$run/odoo.log")"
  kill -INT "$server"
  wait "$server" || true
  cp -a "$run/pg" "$into/pg"
  cp -a "$run/data/filestore/base" "$into/filestore"
  rm -rf "$run"
  trap - EXIT
}

create_cluster() {
  pg_folder "$run/pg"
  as_pg "$pg_bin/initdb" -D "$run/pg" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync > /dev/null
  cat >> "$run/pg/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
wal_recycle = off
max_wal_size = 2GB
CONF
}

free_port() {
  "$lab/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

code_is_ready() { [ -d "$lab/tree" ] && [ -d "$lab/oca" ] && "$lab/venv/bin/python" -c '' 2>/dev/null; }
base_is_ready() { code_is_ready && [ -d "$lab/base-$pg_version" ]; }
