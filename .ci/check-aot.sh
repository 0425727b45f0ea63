#!/usr/bin/env bash
# The program of check-package.sh, compiled ahead of time to a native binary (NativeAOT), run and compared. NativeAOT needs two
# packages of Microsoft's and a C linker; where one of them is not to be had, that is said in one line and nothing has failed.
#   check-aot.sh           what .ci/run does: the program as a user publishes it who sets nothing, and for x86-64-v2, which has no FMA
#   check-aot.sh timing    measures the first of them in turns with the JIT and fails where it takes over 1.5 times as long. A time
#                          depends on the machine and on what else runs there, so this is a command of its own.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/pack-consumer.sh"

skip() { echo "NativeAOT check skipped: $1"; exit 0; }
fail() { echo "NativeAOT check: $1" >&2; exit 1; }

command -v clang > /dev/null || command -v gcc > /dev/null || skip "there is no C linker (clang or gcc)"
[[ $rid != linux-x64 ]] || grep -qw avx2 /proc/cpuinfo || skip "this processor has no AVX2, which the default publish needs"

# NU110x: not found. Any other failure of the restore is one.
if ! dotnet restore "${consumer[@]}" -r "$rid" -p:PublishAot=true -v quiet > "$work/restore.txt" 2>&1; then
    missing=$(grep -oiE '(NU110[123]|NETSDK1203).*(ILCompiler|NativeAOT)[^ ]*' "$work/restore.txt" | head -1) || true
    [ -z "$missing" ] || skip "the package sources lack a part of the compiler: $missing"
    cat "$work/restore.txt" >&2
    exit 1
fi

# publish NAME [SETTINGS...]: the program as a native binary in $work/NAME, what the build said in $work/NAME.txt.
publish() {
    dotnet publish "${consumer[@]}" -c Release -r "$rid" -p:PublishAot=true -o "$work/$1" "${@:2}" > "$work/$1.txt" ||
        { cat "$work/$1.txt" >&2; fail "publish of '$1'"; }
}

# check NAME FMA: its output, and whether it has fused multiply-adds. The program itself checks that its plans and the first use say so.
check() {
    check_output "$work/$1/Consumer" 2> "$work/$1.err" || { cat "$work/$1.err" >&2; fail "'$1' prints something else"; }
    grep -q "fused multiply-add $2" "$work/$1.err" || fail "'$1' should have fused multiply-add $2, but says: $(cat "$work/$1.err")"
    echo "NativeAOT, $1: binary of $(wc -c < "$work/$1/Consumer") bytes, no warning, output as expected, $(tail -1 "$work/$1.err")"
}

# The fastest runs of the program under a command: lines of name and milliseconds.
timed() { "$@" time 2; }

timing() {
    dotnet publish "${consumer[@]}" -c Release -o "$work/jit" -v quiet
    publish native -p:IlcInstructionSet=native
    for round in 1 2 3 4 5; do
        timed "$work/default/Consumer" | sed 's/^/default /'
        timed dotnet "$work/jit/Consumer.dll" | sed 's/^/jit /'
        timed "$work/native/Consumer" | sed 's/^/native /'
        timed env DOTNET_EnableAVX512=0 dotnet "$work/jit/Consumer.dll" | sed 's/^/jit-avx2 /'
    done > "$work/times.txt"
    # The fastest of all rounds: what else the machine does only adds to a time.
    awk '
        { key = $1 " " $2; if (!(key in best) || $3 < best[key]) best[key] = $3; if (!($2 in seen)) { seen[$2]; names[++count] = $2 } }
        END {
            printf "%-20s %12s %12s %8s %14s %14s\n", "warm, 1 thread, ms", "NativeAOT", "JIT", "ratio", "AOT native", "JIT no AVX-512"
            for (i = 1; i <= count; i++) {
                name = names[i]
                ratio = best["default " name] / best["jit " name]
                printf "%-20s %12.3f %12.3f %8.2f %14.3f %14.3f\n", name, best["default " name], best["jit " name], ratio, best["native " name], best["jit-avx2 " name]
                if (ratio > 1.5) slow = 1
            }
            exit slow
        }' "$work/times.txt" || fail "the default publish takes over 1.5 times as long as the JIT"
}

publish default
check default True

if [ "${1:-}" = timing ]; then
    timing
elif [[ $rid == *-x64 ]]; then
    grep -q 'is compiled for x86-64-v3' "$work/default.txt" || { cat "$work/default.txt" >&2; fail "the publish does not say what it is compiled for"; }
    publish x86-64-v2 -p:IlcInstructionSet=x86-64-v2
    ! grep -q 'is compiled for x86-64-v3' "$work/x86-64-v2.txt" || fail "the instruction set that the project chose is not kept"
    check x86-64-v2 False
fi
