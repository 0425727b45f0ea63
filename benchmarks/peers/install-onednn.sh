#!/usr/bin/env bash
# Installs oneDNN 2 (libdnnl.so.2, built with OpenMP) for the command `peers` of the benchmarks. For Debian and its relatives, as root;
# elsewhere any libdnnl.so.2 that the dynamic linker finds will do, if it uses GNU OpenMP (libgomp.so.1).
set -euo pipefail
apt-get install -y libdnnl2
