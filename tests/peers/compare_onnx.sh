#!/usr/bin/env bash
# Compares random ONNX models with ONNX Runtime: whole ones must agree, damaged ones must agree or be refused. A failure names its seed and is
# written to a file, shrunk to the first value that differs.
#   tests/peers/compare_onnx.sh [MODELS] [SEED]      2000 models from seed 1
# Needs the library that benchmarks/peers/install-onnxruntime.sh installs, or another one in GROUPCONV_ONNXRUNTIME.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export GROUPCONV_ONNX_GRAPHS=${1:-2000} GROUPCONV_ONNX_SEED=${2:-1}
dotnet test -c Release tests/GroupConv.Tests --filter FullyQualifiedName~OnnxPeerTests --logger 'console;verbosity=detailed'
