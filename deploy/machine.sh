#!/usr/bin/env bash
# Puts on the machine what the live tests need and pip cannot give: machine.sh live (or n8n, for `make test-n8n`)
# As root on Debian it installs by apt-get; as another user it says what is missing.
set -euo pipefail
[ "${TRIAGE_LIVE:-1}" != 0 ] || exit 0
missing=()
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
command -v postfix >/dev/null 2>&1 || [ -x /usr/sbin/postfix ] || missing+=(postfix)
command -v chromium >/dev/null 2>&1 || missing+=(chromium)
command -v curl >/dev/null 2>&1 || missing+=(curl)
command -v npm >/dev/null 2>&1 || missing+=(npm)   # n8n's catalogue; machine.sh n8n: n8n itself
if [ "${1:-}" = n8n ]; then
  command -v g++ >/dev/null 2>&1 && command -v make >/dev/null 2>&1 || missing+=(g++ make)
fi
command -v promtool >/dev/null 2>&1 || missing+=(prometheus)
[ ${#missing[@]} = 0 ] && exit 0
if [ "$(id -u)" != 0 ]; then
  echo "the live tests need Debian's packages: ${missing[*]} (ask an administrator, or set TRIAGE_LIVE=0)" >&2
  exit 1
fi
echo "installing for the live tests: ${missing[*]}"
# the machine's own database server is not wanted, only the programs
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
# nor is a mail server that runs: Postfix is left without a configuration of its own
[ ! -x /usr/bin/debconf-set-selections ] || echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
