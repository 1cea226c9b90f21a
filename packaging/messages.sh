#!/bin/sh
# Collects our texts from consentdesk/, carries them into resources/locale/*/LC_MESSAGES/*.po,
# compiles them and lists what still lacks a translation. `--tidy` also drops what is out of use.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
exec "$root/.venv/bin/python" "$root/packaging/catalogues.py" update "$@"
