#!/usr/bin/env bash
# The packages as a user meets them: what is in them, and a fresh program that references them, trimmed to the full with every warning an
# error, self-contained, run and compared with the integers that it must print.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/pack-consumer.sh"

# A package is a zip file, and unzip may not be there: unpack with what certainly is, NuGet's restore. (The SDK's container images
# tell it to leave out the documentation, which is looked for below.)
export NUGET_XMLDOC_MODE=none
dotnet publish "${consumer[@]}" -c Release -r "$rid" --self-contained -p:PublishTrimmed=true -o "$work/out" -v quiet

for name in GroupConv GroupConv.Networks GroupConv.Onnx; do
    unpacked=$cache/${name,,}/$version
    for file in README.md lib/net10.0/$name.dll lib/net10.0/$name.xml; do
        [ -s "$unpacked/$file" ] || { echo "the package $name lacks $file" >&2; exit 1; }
    done
    [ -s "$work/packages/$name.$version.snupkg" ] || { echo "there is no symbol package of $name" >&2; exit 1; }
    grep -q '<license type="expression">MIT</license>' "$unpacked/${name,,}.nuspec" || { echo "the package $name names no licence" >&2; exit 1; }

    # Only managed code: one assembly, no runtimes folder, no shared library under any name; and one file for the build, GroupConv's.
    others=$(cd "$unpacked" && find . -type f \( -name '*.so*' -o -name '*.dylib' -o -name '*.a' -o -name '*.exe' -o -name '*.dll' -o -path './runtimes/*' -o -path './build*/*' \) ! -path ./lib/net10.0/$name.dll ! -path ./buildTransitive/GroupConv.targets)
    [ -z "$others" ] || { echo "the package $name holds more than that: $others" >&2; exit 1; }
    [ $name != GroupConv ] || [ -s "$unpacked/buildTransitive/$name.targets" ] || { echo "the package $name lacks its targets" >&2; exit 1; }
    echo "package $name: $(wc -c < "$work/packages/$name.$version.nupkg") bytes, in the trimmed program $(wc -c < "$work/out/$name.dll") bytes"
done

check_output "$work/out/Consumer"
echo "trimmed program: $(du -sm "$work/out" | cut -f1) MB in all, no warning, output as expected"
