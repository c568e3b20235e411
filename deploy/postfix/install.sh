#!/usr/bin/env bash
# Adds the two ways to the service to a Postfix: install.sh [CONFIG_DIRECTORY] [URL_OF_THE_HTTP_DOOR] [USER_OF_THE_SCRIPT]
# Running it again changes nothing. It touches no other service and no other parameter; `postfix reload` follows it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$(postconf -h config_directory)}
url=${2:-http://127.0.0.1:8090/v1/inbound/email}
user=${3:-nobody}

install -m 755 "$here/triage-post" "$folder/triage-post"
grep -v '^#' "$here/main.cf" | while read -r line; do postconf -c "$folder" -e "$line"; done
grep -v '^#' "$here/master.cf" |
  sed -e "s|@SCRIPT@|$folder/triage-post|" -e "s|@CONFIG@|$folder/triage-post.curl|" -e "s|@URL@|$url|" -e "s|@USER@|$user|" |
  while read -r line; do postconf -c "$folder" -M "${line%% *}/unix=$line"; done

if [ ! -e "$folder/triage-post.curl" ]; then
  (umask 077 && echo 'header = "Authorization: Bearer TOKEN"' > "$folder/triage-post.curl")
  [ "$(id -u)" != 0 ] || chown "$user" "$folder/triage-post.curl"
  echo "write the token into $folder/triage-post.curl, where the pipe transport is used" >&2
fi
