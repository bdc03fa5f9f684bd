#!/bin/sh
# Makes .venv with Depesche in it. Usage: scripts/setup.sh [EXTRAS], e.g. scripts/setup.sh dev
# Needs Python 3.11 or later and nothing else; on Debian and Ubuntu, where venv is a package of its own, it installs
# that package if it may, and says what to type if it may not.
set -eu
cd "$(dirname "$0")/.."
extras=${1:-}
stamp=.venv/.depesche-installed${extras:+-$extras}
if [ -f "$stamp" ] && [ "$stamp" -nt pyproject.toml ]; then exit 0; fi

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
if [ ! -x .venv/bin/python ]; then
  python=
  for candidate in "${PYTHON:-python3}" python3.11 python3.12 python3.13 python3.14 python3; do
    if fits "$candidate"; then python=$candidate; break; fi
  done
  if [ -z "$python" ]; then
    echo "Depesche needs Python 3.11 or later, and found none. Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python) and try again." >&2
    exit 2
  fi
  if ! "$python" -m venv .venv 2>/dev/null; then
    rm -rf .venv
    sudo=; [ "$(id -u)" = 0 ] || sudo="sudo -n"
    if command -v apt-get >/dev/null 2>&1; then
      echo "Installing the distribution's python3-venv ..." >&2
      { $sudo apt-get update -qq && $sudo apt-get install -y -qq python3-venv; } >/dev/null 2>&1 || true
    fi
    "$python" -m venv .venv || {
      rm -rf .venv
      echo "Python's venv module is missing. Install it (Debian, Ubuntu: apt-get install python3-venv) and try again." >&2
      exit 2
    }
  fi
fi
echo "Installing Depesche into .venv ..." >&2
.venv/bin/python -m pip install --quiet --disable-pip-version-check -e ".${extras:+[$extras]}"
touch "$stamp"
