#!/bin/sh
# Sees to it that a Chromium is there for the browser tests: the one that is, or the distribution's, if it may.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
[ -d "/Applications/Google Chrome.app" ] && exit 0
[ -d "/Applications/Chromium.app" ] && exit 0
sudo=; [ "$(id -u)" = 0 ] || sudo="sudo -n"
if command -v apt-get >/dev/null 2>&1; then
  echo "Installing the distribution's chromium for the browser tests ..." >&2
  { $sudo apt-get update -qq && $sudo apt-get install -y -qq chromium; } >/dev/null 2>&1 && exit 0
fi
echo "No Chromium found and none could be installed: the browser tests will be skipped." >&2
