#!/bin/sh
# What building and testing need beside the Rust toolchain: installed where we may, named where we may not.
set -eu
missing=
for program in cc make perl python3 curl; do command -v "$program" >/dev/null 2>&1 || missing="$missing $program"; done
command -v cargo >/dev/null 2>&1 || { echo "The Rust toolchain is missing: see https://rustup.rs (1.89 or later)." >&2; exit 1; }
[ -n "$missing" ] || exit 0
packages="build-essential perl python3 curl"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Missing:$missing. Installing $packages." >&2
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $packages; } >&2
else
    echo "Missing:$missing. Install them (Debian: sudo apt-get install $packages)." >&2
    exit 1
fi
