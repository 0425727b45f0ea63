#!/usr/bin/env bash
# Installs PyTorch for the command `peers` of the benchmarks: for Debian and its relatives, as root.
# An interpreter that has torch and numpy from elsewhere can be named with the environment variable GROUPCONV_PYTHON instead.
set -euo pipefail
apt-get install -y python3-torch
