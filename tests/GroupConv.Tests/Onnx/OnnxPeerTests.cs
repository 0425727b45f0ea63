using System.Globalization;
using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.OnnxRuntime;
using GroupConv.Tests.Onnx.RandomGraphs;
using GroupConv.Tests.Support;
using Xunit.Abstractions;

namespace GroupConv.Tests.Onnx;

/// <summary>
/// Random models, and damaged ones, against ONNX Runtime where it is installed: <c>tests/peers/compare_onnx.sh</c> runs as many as one likes. A failure
/// names its seed, is shrunk to the first value that differs, and is written to a file.
/// </summary>
public sealed class OnnxPeerTests(ITestOutputHelper output)
{
    private const int MostReasons = 12, ReasonLength = 160;
    private const string Crashed = "CrashedThere";
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    private static int Models => NumberOf("GROUPCONV_ONNX_GRAPHS", 300);

    private static int FirstSeed => NumberOf("GROUPCONV_ONNX_SEED", 1);

    [OnnxRuntimeFact]
    public void Random_models_agree() => Compare("whole", leastAgreed: 0.5);

    /// <summary>Damage leaves few models whole, which then must still agree.</summary>
    [OnnxRuntimeFact]
    public void Damaged_models_agree_or_are_refused() => Compare("damaged", leastAgreed: 0.05);

    private void Compare(string kind, double leastAgreed)
    {
        string folder = Directory.CreateTempSubdirectory("groupconv-onnx-").FullName;
        var results = new List<(int Seed, string Verdict, string Reason)>();
        for (int seed = FirstSeed; seed < FirstSeed + Models; seed = results[^1].Seed + 1)
            Run(kind, seed, FirstSeed + Models - seed, folder, results);

        output.WriteLine($"{Models} {kind} models from seed {FirstSeed}: "
            + string.Join(", ", results.GroupBy(result => result.Verdict).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key}")));
        foreach (IGrouping<string, string> reason in results.Where(result => result.Verdict == nameof(PeerVerdict.RefusedThere))
            .Select(result => result.Reason[..Math.Min(ReasonLength, result.Reason.Length)]).GroupBy(reason => reason).OrderByDescending(group => group.Count()).Take(MostReasons))
            output.WriteLine($"refused there {reason.Count()} times: {reason.Key}");

        results.Where(result => result.Verdict == nameof(PeerVerdict.Differs)).Select(result => $"seed {result.Seed}: {result.Reason.Replace(PeerProgram.LineEnd, '\n')}")
            .Should().BeEmpty();
        results.Count(result => result.Verdict == nameof(PeerVerdict.Agrees)).Should().BeGreaterThan((int)(leastAgreed * Models));
        Directory.Delete(folder);
    }

    /// <summary>Runs models until all are done, or ONNX Runtime ends the process with one.</summary>
    private static void Run(string kind, int seed, int count, string folder, List<(int Seed, string Verdict, string Reason)> results)
    {
        ChildResult child = ChildProcess.Run(
            ChildProgram.CompareOnnx,
            [OnnxRuntimeFactAttribute.Library!, kind, seed.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture), folder],
            patience: Patience);
        string[][] lines = [.. child.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 3))];
        results.AddRange(lines.Where(line => line[1] != PeerProgram.Peer).Select(line => (int.Parse(line[0], CultureInfo.InvariantCulture), line[1], line[2])));
        if (child.ExitCode == 0)
            return;
        lines.Should().NotBeEmpty(child.Error);
        lines[^1][1].Should().Be(PeerProgram.Peer, "it must have been the other library that ended the process: {0}", child.Error);
        results.Add((int.Parse(lines[^1][0], CultureInfo.InvariantCulture), Crashed, child.Error));
    }

    private static int NumberOf(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}

/// <summary>A test that is skipped, with the reason, where ONNX Runtime is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnnxRuntimeFactAttribute : FactAttribute
{
    public OnnxRuntimeFactAttribute()
    {
        if (Library is null)
            Skip = "needs ONNX Runtime: benchmarks/peers/install-onnxruntime.sh installs it, or GROUPCONV_ONNXRUNTIME names its library";
    }

    /// <summary>The library's file; null where there is none.</summary>
    public static string? Library { get; } = Find();

    private static string? Find()
    {
        try
        {
            return OrtContender.Library();
        }
        catch (PeerMissingException)
        {
            return null;
        }
    }
}
