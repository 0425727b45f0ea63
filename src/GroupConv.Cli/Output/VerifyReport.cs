using System.Globalization;
using GroupConv.Cli.Verification;

namespace GroupConv.Cli.Output;

/// <summary>What a verification found, and what it compared: nothing is said of a kind of comparison that had no run.</summary>
internal static class VerifyReport
{
    private const int MostShown = 20;

    public static IEnumerable<string> Lines(int layers, Verifier verifier, WinogradVerifier winograd, IReadOnlyCollection<VerifyFailure> failed)
    {
        foreach (VerifyFailure failure in failed.Take(MostShown))
            yield return failure.ToString();
        if (failed.Count > MostShown)
            yield return $"... and {failed.Count - MostShown} more";
        int rounded = failed.Count(failure => failure.Case.Geometry.Options.Algorithm == ConvAlgorithm.Winograd);
        if (verifier.Runs > 0)
        {
            yield return $"{Compared(layers, verifier)}: {Differing(failed.Count - rounded)}";
            yield return $"hash of the reference's outputs, the same on every machine: {verifier.Hash:x16}";
        }

        if (winograd.Runs > 0)
            yield return $"Winograd, which rounds differently: {Rounded(winograd)}{(rounded == 0 ? "" : $": {Numbers.Counted(rounded, "failure")}")}";
    }

    private static string Compared(int layers, Verifier verifier) =>
        $"{Numbers.Counted(layers, "layer")}, {Numbers.Counted(verifier.Runs, "run")} on {string.Join(", ", verifier.TiersRun)} "
        + $"with {string.Join(", ", verifier.ThreadsRun)} {(verifier.ThreadsRun.Max() == 1 ? "thread" : "threads")}, "
        + $"{Numbers.Counted(verifier.Values, "value")} compared with the reference";

    private static string Differing(int runs) => runs == 0 ? "no bit differs" : $"bits of {Numbers.Counted(runs, "run")} differ";

    private static string Rounded(WinogradVerifier winograd) => string.Create(
        CultureInfo.InvariantCulture, $"{Numbers.Counted(winograd.Runs, "run")}, greatest error {winograd.Worst:0.0} of a bound of {WinogradError.Bound}");
}
