using GroupConv.Cli.Output;

namespace GroupConv.Cli.Verification.Graphs;

/// <summary>Runs random networks and says what was found.</summary>
internal static class NetworkVerification
{
    private const int MaxShown = 20, MaxShrunk = 3;

    /// <returns>The exit code.</returns>
    public static int Run(CliConsole console, int seed, int networks, CancellationToken cancellation)
    {
        var verifier = new NetworkVerifier();
        var failed = new List<NetworkFailure>();
        console.WithProgress("verifying networks", networks, progress =>
        {
            for (int i = 0; i < networks; i++)
            {
                progress.Report($"seed {seed + i}");
                failed.AddRange(verifier.Check(RandomNetwork.Make(seed + i), cancellation));
            }

            return true;
        });
        foreach (string line in Lines(networks, verifier, failed))
            console.Out.WriteLine(line);
        foreach (NetworkFailure failure in failed.DistinctBy(failure => failure.Case.Seed).Take(MaxShrunk))
            console.Out.WriteLine(Smallest(failure, cancellation));
        return failed.Count == 0 ? ExitCode.Success : ExitCode.Difference;
    }

    private static IEnumerable<string> Lines(int networks, NetworkVerifier verifier, List<NetworkFailure> failed)
    {
        foreach (NetworkFailure failure in failed.Take(MaxShown))
            yield return failure.ToString();
        if (failed.Count > MaxShown)
            yield return $"... and {failed.Count - MaxShown} more";
        yield return $"{Numbers.Counted(networks, "network")}, {Numbers.Counted(verifier.Runs, "compiled run")} and {Numbers.Counted(verifier.TrainingRuns, "run")} in training, "
            + $"{Numbers.Counted(verifier.Values, "value")} compared with the reference: "
            + (failed.Count == 0 ? "no bit differs" : $"{Numbers.Counted(failed.Count, "run")} differ");
    }

    private static string Smallest(NetworkFailure failure, CancellationToken cancellation)
    {
        var verifier = new NetworkVerifier();
        NetworkCase small = NetworkShrinker.Shrink(failure.Case, one => verifier.Check(one, cancellation).Count > 0);
        return verifier.Check(small, cancellation) is [var still, ..]
            ? $"smallest: {small}: {still.Way}: {still.Difference}"
            : $"the network of seed {failure.Case.Seed} does not fail again";
    }
}
