#!/bin/sh
# Asks the public list of known holes about every version in packaging/constraints.txt. By hand, and
# before anything is given out: it needs the network, and sends the names and versions, nothing else.
# Exit status 0: none known of any. 1: some are, and are listed. 4: nobody could be asked, or not about
# all of them; those are listed.
# What the wheels bring along in C (libheif, Qt, PDFium …) has versions that this list doesn't know;
# CONTRIBUTING.md says where to look.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$root/packaging/setup.sh"
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT INT TERM
# In an environment of its own: what looks for holes is no part of the program.
python3 -m venv "$place/venv" || fail "Python can't make a virtual environment here."
"$place/venv/bin/pip" install --quiet --disable-pip-version-check 'pip-audit>=2.9,<3' ||
    fail "pip-audit can't be installed: is this computer offline? Nothing was scanned."
status=0
"$place/venv/bin/pip-audit" --no-deps --disable-pip --progress-spinner off \
    --requirement "$root/packaging/constraints.txt" >"$place/found" 2>"$place/told" || status=$?
cat "$place/found"
if [ "$status" -ne 0 ] && ! grep -q 'vulnerabilit' "$place/told"; then
    cat "$place/told" >&2
    fail "nobody could be asked: is this computer offline? Nothing is known of holes."
fi
# What the list doesn't know is passed over there without a word in the exit status.
if grep -q 'could not be audited' "$place/found"; then
    [ "$status" -eq 0 ] || exit "$status"
    fail "some versions could not be asked about (above). Nothing is known of those."
fi
exit "$status"
