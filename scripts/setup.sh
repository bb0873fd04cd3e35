#!/bin/sh
# Makes .venv and installs OnRecord into it: `setup.sh run` what the program needs, `setup.sh dev` also the pinned tools and Chromium
# for the tests. May be run again at any time; what is there already is kept. Only a root user has system packages installed.
set -eu
export DEBIAN_FRONTEND=noninteractive
cd "$(dirname "$0")/.."
what=${1:-run}

fail() {
    echo "setup: $1" >&2
    exit 1
}

# apt PACKAGE COMMAND…: makes sure that COMMAND succeeds, by installing PACKAGE where it does not.
apt() {
    package=$1
    shift
    "$@" >/dev/null 2>&1 && return
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "the system package $package is missing: ask an administrator to install it"
    echo "setup: installing the system package $package" >&2
    apt-get install -y -q --no-install-recommends "$package" >/dev/null 2>&1 ||
        { apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends "$package" >/dev/null; } ||
        fail "apt-get could not install $package"
}

# The first Python of a version that OnRecord runs on.
python() {
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        [ -n "$name" ] && command -v "$name" >/dev/null || continue
        "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo "$name" && return
    done
    return 1
}

python >/dev/null || apt python3 python
if ! [ -x .venv/bin/pip ]; then
    py=$(python)
    apt "$(basename "$py")-venv" "$py" -c 'import ensurepip, venv'
    "$py" -m venv .venv
fi
pip=".venv/bin/python -m pip --quiet --disable-pip-version-check"
$pip install --upgrade 'pip>=25.1'
if [ "$what" = dev ]; then
    $pip install --editable . --group dev
    apt chromium command -v chromium
    touch .venv/.dev
else
    $pip install --editable .
fi
touch .venv/.run
