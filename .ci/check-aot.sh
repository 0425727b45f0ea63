#!/usr/bin/env bash
# The program of check-package.sh, compiled ahead of time to a native binary (NativeAOT), run and compared. NativeAOT needs two
# packages of Microsoft's and a C linker; where one of them is not to be had, that is said in one line and nothing has failed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/pack-consumer.sh"

skip() { echo "NativeAOT check skipped: $1"; exit 0; }

command -v clang > /dev/null || command -v gcc > /dev/null || skip "there is no C linker (clang or gcc)"

# NU110x: not found. Any other failure of the restore is one.
if ! dotnet restore "${consumer[@]}" -r "$rid" -p:PublishAot=true -v quiet > "$work/restore.txt" 2>&1; then
    missing=$(grep -oiE '(NU110[123]|NETSDK1203).*(ILCompiler|NativeAOT)[^ ]*' "$work/restore.txt" | head -1) || true
    [ -z "$missing" ] || skip "the package sources lack a part of the compiler: $missing"
    cat "$work/restore.txt" >&2
    exit 1
fi

# Twice: as a user publishes who sets nothing, which means SSE4.2 and no FMA instruction, and with all that this processor has.
for instructions in '' native; do
    rm -rf "$work/out"
    dotnet publish "${consumer[@]}" -c Release -r "$rid" -p:PublishAot=true -p:IlcInstructionSet=$instructions -o "$work/out" -v quiet
    check_output "$work/out/Consumer"
    echo "NativeAOT, instruction set '${instructions:-default}': binary of $(wc -c < "$work/out/Consumer") bytes, no warning, output as expected"
done
