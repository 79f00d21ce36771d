#!/usr/bin/env bash
# Installs Chromium or PostgreSQL from Debian's packages where they are missing and we may.
# Usage: tests/install.sh chromium|postgresql
# Where we may not, it says how; that fails only where the tests cannot be run without (CI).
set -euo pipefail

package=$1
case $package in
    chromium) found=$(command -v chromium || true) ;;
    postgresql) found=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1 || true) ;;
    *) echo "$0: chromium or postgresql, not $package" >&2; exit 2 ;;
esac
[ -z "$found" ] || exit 0

become=""
if [ "$(id -u)" != 0 ]; then
    become="sudo -n"
    $become true 2>/dev/null || become="nobody"
fi
if [ "$become" = nobody ] || ! command -v apt-get > /dev/null; then
    echo "The tests want $package. Install it, on Debian with: sudo apt install $package" >&2
    # Without Chromium the journeys are skipped; without PostgreSQL there is nothing to run.
    [ "$package" = chromium ] && [ "${CI:-}" != true ] && exit 0
    exit 1
fi
echo "Installing $package."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
$become apt-get update > "$log" 2>&1 || { cat "$log" >&2; exit 1; }
$become env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
    "$package" > "$log" 2>&1 || { cat "$log" >&2; exit 1; }
