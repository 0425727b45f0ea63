#!/usr/bin/env bash
# count-tests.sh RESULTS STATUS: the line "N passed, N failed[, N skipped]" of the reports that `dotnet test --logger trx` left in a
# folder; fails where a test did, where none passed, or where dotnet test ended with another status than 0.
set -euo pipefail

# VSTest writes one <Counters ...> line a project; skipped tests are those in total that were not executed.
find "$1" -name '*.trx' -exec grep -ho '<Counters [^>]*>' {} + | awk -v status="$2" '
    function count(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0 }
    { total += count("total"); executed += count("executed"); passed += count("passed") }
    END {
        failed = executed - passed
        if (status != 0 && failed == 0) failed = 1    # the test host died, or did not start
        skipped = total - executed
        printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : ""
        exit failed > 0 || passed == 0
    }'
