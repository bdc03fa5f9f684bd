#!/bin/sh
# Reads the shipped example and prints the state of its negotiation.
set -eu
cd "$(dirname "$0")/.."
dossier=examples/cuba-1962.depesche
say() { printf '\n\033[1m$ depesche %s\033[0m\n' "$*"; }
run() { say "$@"; .venv/bin/depesche "$@"; }
export DEPESCHE_DOSSIER=$dossier
run read examples/cuba-1962/docs
run status
echo
echo "The same in the browser:   .venv/bin/depesche serve --dossier $dossier"
echo "Your own dispatches:       .venv/bin/depesche read FOLDER --dossier mine.depesche"
