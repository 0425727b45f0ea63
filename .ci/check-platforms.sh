#!/usr/bin/env bash
# The same bits on processors and in programs other than this machine's. A line for each says what came out and how long it took.
#   check-platforms.sh          everything: the test command as on four other x64 processors, the command line trimmed, precompiled
#                               (ReadyToRun), and for Arm64, which runs where qemu-aarch64 (Debian: qemu-user) and an Arm64 glibc
#                               (libc6-arm64-cross) are there
#   check-platforms.sh short    what .ci/run does: the kernels' tests without AVX, and the trimmed program
# Needs the .NET SDK. What NuGet lacks, and what this machine cannot run, is skipped in a line that says why.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
cli=src/GroupConv.Cli
program=GroupConv.Cli

report() { printf '%-34s %s, %d s\n' "$1" "$2" $((SECONDS - start)); }
skip() { report "$1" "skipped: $2"; }
fail() { report "$1" "FAILED: $2"; [ -s "$work/log.txt" ] && tail -60 "$work/log.txt" >&2; status=1; }

# Which vectors a process takes is read from the heading of a measurement, so that a switch that does nothing is seen.
tier() { "$@" bench --layers "$work/layer.csv" --seconds 0.01 2> /dev/null | grep -o 'Vector[0-9]* ([0-9]* floats)\|Scalar (1 floats)' | head -1; }
cat > "$work/layer.csv" << 'CSV'
name,n,c_in,h,w,c_out,k_h,k_w,stride_h,stride_w,pad_top,pad_left,pad_bottom,pad_right,dil_h,dil_w,groups
small,1,8,6,6,8,3,3,1,1,1,1,1,1,1,1,2
CSV

# processor SETTING TIERS [FILTER]: the test command with one of the runtime's switches off. TIERS is what it may then say it has.
processor() {
    start=$SECONDS
    local name="DOTNET_$1=0${3:+ ($3)}" results=$work/results.$1 tested=0 found
    if [ "$(uname -m)" != x86_64 ]; then skip "$name" "the switch is one of x64's"; return; fi
    found=$(tier env "DOTNET_$1=0" dotnet $cli/bin/Release/net10.0/$program.dll)
    [[ $found =~ ^($2)\  ]] || { fail "$name" "the process has '$found', not $2"; return; }
    env "DOTNET_$1=0" dotnet test -c Release --no-build tests/GroupConv.Tests --logger trx --results-directory "$results" ${3:+--filter "$3"} \
        < /dev/null > "$work/log.txt" 2>&1 || tested=$?
    if counted=$(.ci/count-tests.sh "$results" $tested); then report "$name" "$found: $counted"; else fail "$name" "$found: $counted"; fi
}

# publish NAME RID SETTINGS...: the command line as a program of its own in $work/NAME; 1 where a package is missing, 2 for any other failure.
publish() {
    dotnet publish $cli -c Release -r "$2" --self-contained --artifacts-path "$work/artifacts.$1" -o "$work/$1" -v quiet "${@:3}" \
        < /dev/null > "$work/log.txt" 2>&1 && return
    grep -qE 'NU110[123]|NETSDK1094|NETSDK1112' "$work/log.txt" && return 1
    return 2
}

# verified NAME COMMAND...: a program's own verification, whose hash must be the one that this machine's JIT has for as many layers.
verified() {
    local layers=$1 name=$2 found expected
    shift 2
    expected=$(dotnet $cli/bin/Release/net10.0/$program.dll verify --random "$layers" | grep '^hash')
    if ! "$@" verify --random "$layers" > "$work/log.txt" 2>&1; then fail "$name" "verify"; return; fi
    found=$(grep '^hash' "$work/log.txt")
    [ "$found" = "$expected" ] || { fail "$name" "$found, but $expected with the JIT"; return; }
    report "$name" "$(tier "$@"): verify --random $layers finds no other bit, hash ${found##* }"
}

# built NAME RID SETTINGS...: whether there is a program to run; says why not.
built() {
    start=$SECONDS
    publish "$@"
    case $? in
        0) return 0 ;;
        1) skip "$1" "the package sources lack a part: $(grep -oE '(NU110[123]|NETSDK1094|NETSDK1112)[^[]*' "$work/log.txt" | head -1)" ;;
        *) fail "$1" "publish" ;;
    esac
    return 1
}

trimmed() { built trimmed "$rid" -p:PublishTrimmed=true -p:TrimmerSingleWarn=false && verified 50 trimmed "$work/trimmed/$program"; }
precompiled() { built ReadyToRun "$rid" -p:PublishReadyToRun=true && verified 50 ReadyToRun "$work/ReadyToRun/$program"; }

arm64() {
    built arm64 linux-arm64 || return
    report arm64 "built"
    local libraries=/usr/aarch64-linux-gnu
    command -v qemu-aarch64 > /dev/null || { skip "arm64 under qemu" "there is no qemu-aarch64"; return; }
    [ -e $libraries/lib/ld-linux-aarch64.so.1 ] || { skip "arm64 under qemu" "there is no Arm64 glibc in $libraries"; return; }
    # One address space holds the guest and its garbage collector's reservation: 256 GB is more than qemu gives.
    DOTNET_GCHeapHardLimit=0x40000000 verified 5 "arm64 under qemu" qemu-aarch64 -L $libraries "$work/arm64/$program"
}

start=$SECONDS
dotnet build -c Release tests/GroupConv.Tests -v quiet < /dev/null > "$work/log.txt" 2>&1 || { fail build "dotnet build"; exit 1; }
rid=$(dotnet msbuild $cli -getProperty:NETCoreSdkRuntimeIdentifier)

if [ "${1:-}" = short ]; then
    # Without AVX there is no AVX2 and no fused multiply-add either: the one switch that reaches every other branch of x64.
    processor EnableAVX Vector128 'FullyQualifiedName~Tests.Kernels&FullyQualifiedName!~Random'
    trimmed
else
    processor EnableAVX512 'Vector256|Vector128'
    processor EnableAVX2 Vector128
    processor EnableAVX Vector128
    processor EnableHWIntrinsic 'Scalar|Vector128'
    trimmed
    precompiled
    arm64
fi
exit $status
