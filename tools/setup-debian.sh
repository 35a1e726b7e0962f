#!/usr/bin/env bash
# Installs the Debian packages that parts of the test suite use. Nothing here is needed to use Jarip.
# A test whose package is missing is skipped and says so; CI runs this script, so it skips none.
set -euo pipefail

packages=(
  strace      # proves that a build opens no file of another vendor's toolkit
  gdb         # stops in kernels
  linux-perf  # profiles kernels
  postgresql  # the cloud's tests run on it as well as on SQLite
  chromium    # the console's tests drive a real browser
  fonts-nanum # the font of PDF invoices, which has Korean
  bubblewrap  # isolation level L1
  g++         # builds the torch device against PyTorch's headers
)

missing=()
for package in "${packages[@]}"; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: all packages are here: ${packages[*]}"
  exit 0
fi
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
echo "setup: installing ${missing[*]} with apt-get"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
