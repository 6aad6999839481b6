#!/usr/bin/env bash
# Runs a command with TEST_DATABASE_URL naming a PostgreSQL server: yours, when the variable is set already, else one that
# is started here (initdb in a temporary folder, as a user that is not root, on a free port) and stopped afterwards.
set -euo pipefail

if [ -n "${TEST_DATABASE_URL:-}" ]; then
    exec "$@"
fi

find_binaries() {
    local folder
    for folder in "${PG_BINDIR:-}" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin "$(dirname "$(command -v initdb || echo /none/initdb)")"; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then echo "$folder"; return; fi
    done
}

bin=$(find_binaries)
if [ -z "$bin" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "PostgreSQL is missing: installing Debian's package." >&2
    (apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends postgresql) >&2
    bin=$(find_binaries)
fi
if [ -z "$bin" ]; then
    echo "PostgreSQL is missing, and the tests need it. Install it (Debian: sudo apt-get install postgresql)," >&2
    echo "or set TEST_DATABASE_URL to a server of yours on which databases may be created, or PG_BINDIR to its programs." >&2
    exit 1
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/duban-postgres-XXXXXX")
# PostgreSQL refuses to run as root: then the cluster belongs to the package's user, or to nobody.
as=()
if [ "$(id -u)" = 0 ]; then
    owner=$(id -un postgres 2>/dev/null || echo nobody)
    chown "$owner" "$folder"
    as=(setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups)
fi
stop() {
    "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

cd "$folder"
# Its messages are Chinese, as where the service runs, so that no test rests on an English text. The locale is made beside
# the data where the system has what that takes.
messages=C.UTF-8
if command -v localedef >/dev/null && localedef --no-archive -c -i zh_CN -f UTF-8 "$folder/zh_CN.UTF-8" >/dev/null 2>&1 \
    && cp -r /usr/lib/locale/C.utf8 "$folder" 2>/dev/null; then
    chmod -R a+rX "$folder/zh_CN.UTF-8" "$folder/C.utf8"
    messages=zh_CN.UTF-8
    as=(env LOCPATH="$folder" "${as[@]}")
fi
"${as[@]}" "$bin/initdb" -D "$folder/data" -U duban --auth=trust --encoding=UTF8 --locale=C.UTF-8 --lc-messages="$messages" >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
started=
for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 20000))
    # A test server: what a crash would lose does not matter.
    if "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/server.log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c full_page_writes=off -c max_connections=300" \
        start >/dev/null 2>&1; then started=yes; break; fi
done
[ -n "$started" ] || { echo "PostgreSQL did not start:" >&2; cat "$folder/server.log" >&2; exit 1; }
cd "$OLDPWD"
export TEST_DATABASE_URL="postgres://duban@127.0.0.1:$port/postgres"
"$@"
