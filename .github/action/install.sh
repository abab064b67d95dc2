#!/usr/bin/env bash
# Installs the vscan that this action came with, without extras, into an environment of its own.
set -euo pipefail
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
environment="$RUNNER_TEMP/vscan"
# -I: no module of the scanned tree, in which this runs, may stand in for one of Python's.
"${VSCAN_ACTION_PYTHON:-python3}" -I -m venv "$environment"
"$environment/bin/python" -I -m pip install --quiet --disable-pip-version-check \
  --constraint "$home/constraints.txt" "$home"
