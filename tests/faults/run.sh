#!/usr/bin/env bash
# Plants every fault of this folder in a copy of the committed code, one at a time, and runs the tests that are said to catch it.
# A fault that no test sees, and a patch that no longer fits the code, fail. Takes a minute or two for each.
#   tests/faults/run.sh [NAME...]     all, or those whose names are given (without .patch)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git clone --quiet . "$copy/code"

names=("$@")
[ ${#names[@]} -gt 0 ] || names=($(basename -s .patch tests/faults/*.patch))
missed=0
for name in "${names[@]}"; do
    patch=$PWD/tests/faults/$name.patch
    filter=$(sed -n 's/^Caught-by: //p' "$patch")
    git -C "$copy/code" checkout --quiet . && git -C "$copy/code" apply "$patch"
    (cd "$copy/code" && dotnet build -c Release tests/GroupConv.Tests -v quiet > "$copy/log" 2>&1) || { cat "$copy/log"; exit 1; }
    # A crash of the test host is a catch, too.
    if (cd "$copy/code" && timeout 300 dotnet test -c Release --no-build --filter "$filter" > "$copy/log" 2>&1); then
        echo "$name: NOT CAUGHT by $filter"
        missed=$((missed + 1))
    else
        echo "$name: caught by $(grep -oE '^ +Failed [^ (]+' "$copy/log" | sed 's/.*\.\([^.]*\.[^.]*\)$/\1/' | sort -u | head -3 | paste -sd ' ' || true)"
    fi
done
[ $missed = 0 ]
