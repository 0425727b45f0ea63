# Sourced by check-package.sh and check-aot.sh: packs the libraries and lays a fresh program that uses the package beside it, in a
# temporary folder outside the repository, so that nothing of the repository's build settings reaches the program.
#   $work      the folder, removed at the end
#   $consumer  arguments for dotnet that name the program and tell it where the package is
#   $rid       the SDK's own runtime identifier

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
# A version never seen before: NuGet would take a known one from its cache instead of the package just made.
version=$(dotnet msbuild "$root/src/GroupConv" -getProperty:Version)-check.$(date +%Y%m%d%H%M%S).$$
cache=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')

clean_up() { rm -rf "$work" "${cache:?}"/groupconv{,.networks,.onnx}/"$version"; }
trap clean_up EXIT

# Its own artifacts folder: the version above must not leak into the repository's build outputs.
for project in GroupConv GroupConv.Networks GroupConv.Onnx; do
    dotnet pack "$root/src/$project" -c Release -v quiet --artifacts-path "$work/artifacts" -p:Version="$version" -p:PackageOutputPath="$work/packages"
done
cp -r "$root/.ci/consumer" "$work/consumer"
rid=$(dotnet msbuild "$work/consumer" -getProperty:NETCoreSdkRuntimeIdentifier)
consumer=("$work/consumer" "-p:GroupConvVersion=$version" "-p:PackageFolder=$work/packages")

# Runs the published program and compares what it prints.
check_output() {
    "$1" > "$work/printed.txt"
    diff "$root/.ci/consumer/expected.txt" "$work/printed.txt"
}
