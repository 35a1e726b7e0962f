#!/usr/bin/env bash
# Installs what `make bench-cuda` compares Jarip with. Nothing here is needed to use Jarip; a column
# whose package is missing says "not installed".
#
#   gcc              (Debian)  the OpenMP columns
#   pocl-opencl-icd  (Debian)  PoCL, OpenCL on the CPU
#   pyopencl         (PyPI)    starts the OpenCL kernels
#   torch            (PyPI)    the library column; the CPU build of the version that Jarip supports
#
# The Python packages go to the interpreter named by PYTHON, or else to the one of .venv.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-.venv/bin/python}
debian=(gcc pocl-opencl-icd)
torch=$(sed -n 's/^torch = \["\(torch[^"]*\)".*/\1/p' pyproject.toml)

missing=()
for package in "${debian[@]}"; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  echo "setup: installing ${missing[*]} with apt-get"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
    --no-install-recommends "${missing[@]}"
fi

echo "setup: installing pyopencl and $torch for $python"
"$python" -m pip install --quiet --disable-pip-version-check pyopencl
"$python" -m pip install --quiet --disable-pip-version-check "$torch" \
  --extra-index-url https://download.pytorch.org/whl/cpu
echo "setup: everything that make bench-cuda compares with is here"
