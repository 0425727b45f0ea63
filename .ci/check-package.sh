#!/usr/bin/env bash
# The package as a user meets it: what is in it, and a fresh program that references it, trimmed to the full with every warning an
# error, self-contained, run and compared with the integers that it must print.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/pack-consumer.sh"

# A package is a zip file, and unzip may not be there: unpack with what certainly is, NuGet's restore. (The SDK's container images
# tell it to leave out the documentation, which is looked for below.)
export NUGET_XMLDOC_MODE=none
dotnet publish "${consumer[@]}" -c Release -r "$rid" --self-contained -p:PublishTrimmed=true -o "$work/out" -v quiet
unpacked=$cache/groupconv/$version

for file in README.md lib/net10.0/GroupConv.dll lib/net10.0/GroupConv.xml; do
    [ -s "$unpacked/$file" ] || { echo "the package lacks $file" >&2; exit 1; }
done
[ -s "${package%.nupkg}.snupkg" ] || { echo "there is no symbol package" >&2; exit 1; }
grep -q '<license type="expression">MIT</license>' "$unpacked/groupconv.nuspec" || { echo "the package names no licence" >&2; exit 1; }

# Only managed code: one assembly, no runtimes or build folder, no shared library under any name.
others=$(cd "$unpacked" && find . -type f \( -name '*.so*' -o -name '*.dylib' -o -name '*.a' -o -name '*.exe' -o -name '*.dll' -o -path './runtimes/*' -o -path './build*/*' \) ! -path ./lib/net10.0/GroupConv.dll)
[ -z "$others" ] || { echo "the package holds more than one managed assembly: $others" >&2; exit 1; }

check_output "$work/out/Consumer"
echo "package: $(wc -c < "$package") bytes; trimmed program: GroupConv.dll $(wc -c < "$work/out/GroupConv.dll") bytes, $(du -sm "$work/out" | cut -f1) MB in all, no warning, output as expected"
