#!/usr/bin/env bash
# The whole test command again and again, under conditions that must not matter. A line for each run says what came out and how long it
# took; under a line of a run with failures stand the names of the tests.
#   check-tests.sh [RUNS [CONDITION...]]    RUNS of each condition, 10 if not said; all conditions if none is named:
#     native          the machine as it is
#     EnableAVX512, EnableAVX2, EnableAVX, EnableHWIntrinsic
#                     the runtime's switch of that name off, as in check-platforms.sh
#     one-core        all threads on one core
#     busy            beside two loops that keep two cores busy
# Needs the .NET SDK, and taskset for one-core. A condition that this machine does not have is skipped in a line that says why.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
work=$(mktemp -d)
loops=()
stop_loops() { [ ${#loops[@]} = 0 ] || kill "${loops[@]}" 2> /dev/null; loops=(); }
trap 'stop_loops; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
status=0

runs=${1:-10}
[[ $runs =~ ^[1-9][0-9]*$ ]] || { echo "check-tests.sh: RUNS must be a number from 1, but is '$runs'" >&2; exit 2; }
all=(native EnableAVX512 EnableAVX2 EnableAVX EnableHWIntrinsic one-core busy)
conditions=("${@:2}")
[ ${#conditions[@]} -gt 0 ] || conditions=("${all[@]}")
for condition in "${conditions[@]}"; do
    [[ " ${all[*]} " = *" $condition "* ]] || { echo "check-tests.sh: there is no condition '$condition', only ${all[*]}" >&2; exit 2; }
done

# tested NAME COMMAND...: one run, with COMMAND before the test command.
tested() {
    local name=$1 start=$SECONDS results=$work/results ended=0 counted
    shift
    rm -rf "$results"
    "$@" dotnet test -c Release --no-build tests/GroupConv.Tests --logger trx --results-directory "$results" \
        < /dev/null > "$work/log.txt" 2>&1 || ended=$?
    counted=$(.ci/count-tests.sh "$results" $ended) || status=1
    printf '%-28s %s, %d s\n' "$name" "$counted" $((SECONDS - start))
    grep -E '^ +Failed [^ ]+' "$work/log.txt" | sort -u
    [ $ended = 0 ] || grep -q '^ *Failed ' "$work/log.txt" || tail -30 "$work/log.txt"
}

run() { # run NAME CONDITION
    case $2 in
        native) tested "$1" ;;
        Enable*)
            if [ "$(uname -m)" = x86_64 ]; then tested "$1" env "DOTNET_$2=0"; else echo "$1: skipped: the switch is one of x64's"; fi ;;
        one-core)
            if command -v taskset > /dev/null; then tested "$1" taskset -c 0; else echo "$1: skipped: there is no taskset"; fi ;;
        busy)
            for _ in 1 2; do
                while :; do :; done &
                loops+=($!)
            done
            tested "$1"
            stop_loops ;;
    esac
}

dotnet build -c Release tests/GroupConv.Tests -v quiet < /dev/null > "$work/log.txt" 2>&1 || { tail -30 "$work/log.txt"; exit 1; }
for number in $(seq "$runs"); do
    for condition in "${conditions[@]}"; do
        run "run $number, $condition" "$condition"
    done
done
exit $status
