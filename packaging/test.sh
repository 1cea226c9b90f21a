#!/bin/sh
# Sets up everything the tests need, PostgreSQL included, then runs lint, types and all tests.
# Arguments go to pytest: `sh packaging/test.sh tests/domain -k lapse`.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$root/packaging/setup.sh"
prepare test
cd "$root"
QT_QPA_PLATFORM=offscreen
export QT_QPA_PLATFORM
status=0
step() {
    say "$*"
    "$venv/bin/$@" </dev/null || status=1
}
step ruff check
step ruff format --check
step mypy
# Every test has a home and a database of its own, so they can share the processors. One more at a
# time than there are: now and then each waits, for a server, a child, a window.
workers=$("$venv/bin/python" -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))')
step pytest --numprocesses "$workers" --dist worksteal "$@"
exit "$status"
