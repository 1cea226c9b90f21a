#!/bin/sh
# Starts ConsentDesk with the arguments given, none opens the window. Sets up what is missing first:
# system libraries, a virtual environment in .venv, the Python packages. From then on it just starts.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$root/packaging/setup.sh"
prepare run
exec "$venv/bin/consentdesk" "$@"
