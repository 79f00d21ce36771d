#!/usr/bin/env bash
# Serves the pages and, beside them, runs the worker that sends messages and solves seasons.
# Usage: VENV=.venv PORT=8000 config/demo.sh
# Both end together: at Ctrl-C, and when either of them fails.
set -u

stop() {
    trap '' INT TERM HUP
    kill "$pages" "$worker" 2> /dev/null
    wait "$pages" "$worker" 2> /dev/null
}

"$VENV/bin/gunicorn" config.wsgi --bind "127.0.0.1:$PORT" \
    --worker-class gthread --workers 2 --threads 4 --log-level warning &
pages=$!
"$VENV/bin/python" manage.py db_worker --no-reload --verbosity 0 &
worker=$!
trap stop EXIT
trap 'exit 0' INT TERM HUP

while kill -0 "$pages" 2> /dev/null && kill -0 "$worker" 2> /dev/null; do
    sleep 1 &
    wait $! # not sleep itself: a signal is acted upon at once
done
echo "Runway has stopped, for its pages or its worker did." >&2
exit 1
