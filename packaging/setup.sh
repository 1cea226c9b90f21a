# Sourced by run.sh and test.sh: everything a fresh Debian or Ubuntu with Python and git lacks.
#
# `prepare run` or `prepare test` leaves a virtual environment in .venv that holds exactly the
# versions in constraints.txt. A stamp remembers what was set up, so that the next start does nothing.
# Elsewhere than on Debian and Ubuntu the system's packages are left to whoever looks after it.

constraints="$root/packaging/constraints.txt"
venv="$root/.venv"

say() {
    printf '%s\n' "ConsentDesk: $*" >&2
}

fail() {
    say "$*"
    exit 4
}

# Qt and Python want to know that names and texts are UTF-8.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
'' | C | POSIX)
    unset LC_ALL LC_CTYPE
    LANG=C.UTF-8
    export LANG
    ;;
esac

# --- what the system must have ------------------------------------------------------------------

# One line each: what to look for (a shared library, a font, a program), and the package it is in.
run_needs() {
    cat <<'LIST'
libglib-2.0.so.0 libglib2.0-0
libGL.so.1 libgl1
libEGL.so.1 libegl1
libxkbcommon.so.0 libxkbcommon0
libfontconfig.so.1 libfontconfig1
libdbus-1.so.3 libdbus-1-3
libxcb-cursor.so.0 libxcb-cursor0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
DejaVuSans.ttf fonts-dejavu-core
LIST
}

test_needs() {
    cat <<'LIST'
initdb postgresql
exiftool libimage-exiftool-perl
qpdf qpdf
pdftotext poppler-utils
Xvfb xvfb
jpegtran libjpeg-turbo-progs
openssl openssl
git git
libfribidi.so.0 libfribidi0
LIST
}

there() {
    case $1 in
    *.ttf) find /usr/share/fonts /usr/local/share/fonts -name "$1" 2>/dev/null | grep -q . ;;
    *.so.*) printf '%s\n' "$libraries" | grep -q -F "$1" ;;
    initdb) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

# Prints the packages that are wanted for $1 (run or test) and not there. Debian keeps apart what
# makes virtual environments.
missing_packages() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null || printf ' python%s-venv' "$("$python" -c \
        'import sys; print("%d.%d" % sys.version_info[:2])')"
    libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
    {
        run_needs
        [ "$1" = run ] || test_needs
    } | while read -r sign package; do
        there "$sign" || printf ' %s' "$package"
    done
}

# Installs the packages named; fails with a sentence where it can't.
install_packages() {
    if ! command -v apt-get >/dev/null 2>&1; then
        say "this is neither Debian nor Ubuntu. Install what answers to these packages: $*"
        return 1
    fi
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            say "these system packages are missing: $*"
            say "You are not root and there is no sudo. Ask an administrator to run:"
            say "  apt-get install $*"
            return 1
        fi
        as_root=sudo
    fi
    say "installing system packages: $*"
    log=$(mktemp)
    if { $as_root apt-get update &&
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install --yes --no-install-recommends "$@"; } </dev/null >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 15 "$log" >&2
    rm -f "$log"
    say "these system packages could not be installed: $*"
    say "Look at the lines above, or ask an administrator to run: apt-get install $*"
    return 1
}

# --- Python ---------------------------------------------------------------------------------------

# Sets python to an interpreter that is new enough.
choose_python() {
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            return 0
        fi
    done
    fail "Python 3.11 or newer is needed and not there. Install it, then start again."
}

make_venv() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "without Python's venv nothing can be installed. The lines above say what is missing."
    say "making a virtual environment in .venv"
    "$python" -m venv --clear "$venv" || fail "the virtual environment could not be made in $venv."
}

# What the environment was made from; anything else than the stamp says means: set up again.
state() {
    cat "$root/pyproject.toml" "$constraints" "$root/packaging/setup.sh" | cksum
    printf '%s %s\n' "$root" "$(readlink -f "$venv/bin/python" 2>/dev/null || true)"
}

usable_venv() {
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import pip' 2>/dev/null &&
        [ "$(head -n 1 "$venv/.made-in" 2>/dev/null)" = "$root" ]
}

pip_install() {
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --constraint "$constraints" "$@" </dev/null
}

# $1: run or test.
install_python_packages() {
    say "installing Python packages (some 300 MB, once)"
    # What an earlier version of this file installed, and has its files where others are wanted now; and
    # what Python 3.11 puts into every environment, old and needed by nobody.
    "$venv/bin/python" -m pip uninstall --quiet --yes --disable-pip-version-check \
        pi-heif setuptools </dev/null >/dev/null 2>&1 || true
    # First pip itself and what builds ours, in the same versions everywhere.
    pip_install pip hatchling editables Babel || return 1
    # What counts faces is for whoever wants it, and is tried by the tests.
    extras=server
    if [ "$1" = test ]; then
        extras=server,faces
        set -- --group "$root/pyproject.toml:dev"
    else
        set --
    fi
    # No machine here is asked to compile: a package without a wheel is an error.
    pip_install --only-binary :all: --no-build-isolation --editable "$root[$extras]" "$@"
}

# --- both -----------------------------------------------------------------------------------------

# A translation edited since it was compiled would otherwise be shown as it was.
compile_translations() {
    for po in "$root"/resources/locale/*/LC_MESSAGES/*.po; do
        mo=${po%.po}.mo
        if [ ! -e "$mo" ] || [ -n "$(find "$po" -newer "$mo")" ]; then
            "$venv/bin/python" "$root/packaging/catalogues.py" compile
            return
        fi
    done
}

# $1: run or test. What is set up for test serves run too.
prepare() {
    now=$(state)
    for stamp in "$venv/.ready-$1" "$venv/.ready-test"; do
        if [ -x "$venv/bin/consentdesk" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then
            compile_translations
            return
        fi
    done
    choose_python
    wanted=
    [ "$(uname)" != Linux ] || wanted=$(missing_packages "$1")
    if [ -n "$wanted" ]; then
        # The command line works without the window's libraries; the tests work without nothing.
        # shellcheck disable=SC2086
        install_packages $wanted || [ "$1" = run ] || exit 4
    fi
    usable_venv || make_venv
    printf '%s\n' "$root" >"$venv/.made-in"
    install_python_packages "$1" ||
        fail "the Python packages could not be installed. Look at the lines above; without a \
connection to a package index it can't be done. Then start again."
    compile_translations
    state >"$venv/.ready-$1"
}
