#!/usr/bin/env bash
# Installs ONNX Runtime for the command `peers` of the benchmarks: the npm package of its Node.js binding carries the C library.
# Needs npm; nothing outside benchmarks/peers/.installed is touched, and deleting that folder undoes it.
# A library from elsewhere (1.29 or newer) can be named with the environment variable GROUPCONV_ONNXRUNTIME instead.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# --ignore-scripts: the package's own script would download libraries for graphics cards.
npm install --ignore-scripts --no-audit --no-fund --no-save --prefix .installed onnxruntime-node@1.30.0
find .installed -name 'libonnxruntime.so.1'
