#!/usr/bin/env bash
# `make bench`: the service beside two ceilings taken in the same run. See docs/performance.md.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v wrk >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Missing: wrk. Installing it." >&2
        { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends wrk; } >&2
    else
        echo "Missing: wrk. Install it (Debian: sudo apt-get install wrk)." >&2
        exit 1
    fi
fi

cargo build --release --locked --bin duban --bench ceiling
ceiling=$(cargo build --release --locked --bench ceiling --message-format=json 2>/dev/null |
    python3 -c 'import json, sys; print(*[m["executable"] for m in map(json.loads, sys.stdin) if m.get("target", {}).get("name") == "ceiling"])')

# A server of its own, whatever TEST_DATABASE_URL says: its log is read and its settings are changed.
folder=$(mktemp -d "${TMPDIR:-/tmp}/duban-bench-XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
env -u TEST_DATABASE_URL bash tests/with-postgres.sh \
    python3 benches/measure.py "${CARGO_TARGET_DIR:-target}/release/duban" "$ceiling" "$folder"
