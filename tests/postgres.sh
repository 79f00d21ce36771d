#!/usr/bin/env bash
# Runs a command with DATABASE_URL naming a PostgreSQL server.
# Usage: tests/postgres.sh COMMAND [ARGUMENT…]
# The server is the one of DATABASE_URL_POSTGRES; without it, one of our own, in a temporary folder
# on a free port of this machine, which is gone afterwards. Nobody's data are in it, so it need not
# survive a power cut: it does without the waiting for the disk.
set -euo pipefail

child=""
if [ -z "${DATABASE_URL_POSTGRES:-}" ]; then
    "$(dirname "$0")/install.sh" postgresql
    programs=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -n 1)")
    folder=$(mktemp -d)
    as_owner=()
    if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
        chown postgres "$folder"
        as_owner=(runuser -u postgres --)
    fi

    in_folder() { (cd "$folder" && "${as_owner[@]}" "$@"); }
    stop() {
        [ -z "$child" ] || kill "$child" 2>/dev/null || true
        in_folder "$programs/pg_ctl" stop -D "$folder/data" -m immediate > /dev/null 2>&1 || true
        rm -rf "$folder"
    }
    trap stop EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP

    port=$(python3 -c '
import socket
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    print(free.getsockname()[1])')
    output=$(in_folder "$programs/initdb" -D "$folder/data" -U runway -A trust -E UTF8 \
        --locale=C.UTF-8 --no-sync 2>&1) || { echo "$output" >&2; exit 1; }
    in_folder "$programs/pg_ctl" start -w -s -D "$folder/data" -l "$folder/data/server.log" \
        -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=500 \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off" \
        || { cat "$folder/data/server.log" >&2; exit 1; }
    DATABASE_URL_POSTGRES="postgres://runway@127.0.0.1:$port/postgres"
fi

# In the background, so that a signal is acted upon at once and the server goes with us.
DATABASE_URL="$DATABASE_URL_POSTGRES" "$@" &
child=$!
status=0
wait "$child" || status=$?
child=""
exit "$status"
