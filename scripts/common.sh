# Sourced by the other scripts: goes to the project's folder, installs its packages when they are not those of
# package-lock.json, and leaves in $NODE a Node that runs TypeScript as it is (22.18 or newer).
set -eu
cd "$(dirname "$0")/.."
say() { printf 'roomgate: %s\n' "$*" >&2; }

install_packages() {
  stamp=node_modules/.roomgate-lock
  if [ -f "$stamp" ] && cmp -s package-lock.json "$stamp"; then return 0; fi
  command -v npm >/dev/null 2>&1 || { say 'npm is needed: install Node.js with npm (20 or newer)'; exit 1; }
  say 'installing the npm packages (once, about half a minute) ...'
  npm ci --loglevel=error --no-audit --no-fund >&2
  cp package-lock.json "$stamp"
}

runs_typescript() {
  [ -x "$1" ] && "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a > 22 || (a === 22 && b >= 18) ? 0 : 1)' 2>/dev/null
}

find_node() {
  for candidate in "$PWD/node_modules/.bin/node" "$(command -v node || true)"; do
    if [ -n "$candidate" ] && runs_typescript "$candidate"; then NODE=$candidate; return 0; fi
  done
  say 'Node 22.18 or newer is needed, and the npm package that ships Node 24 did not install here'
  say '(it exists for Linux on x64 and arm64, and only without --omit=optional). Install Node 24 and run this again.'
  exit 1
}

install_packages
find_node
export NODE
