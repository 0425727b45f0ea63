using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.OnnxRuntime;
using GroupConv.Onnx.Schema;
using GroupConv.Tests.Onnx.Cases;
using GroupConv.Tests.Onnx.RandomGraphs;
using Xunit.Abstractions;

namespace GroupConv.Tests.Onnx;

/// <summary>
/// Random models, and damaged ones, against ONNX Runtime where it is installed: <c>tests/peers/compare_onnx.sh</c> runs as many as one likes. A failure
/// names its seed, is shrunk to the first value that differs, and is written to a file.
/// </summary>
public sealed class OnnxPeerTests(ITestOutputHelper output) : IDisposable
{
    private const int MostReasons = 12, ReasonLength = 160;
    private readonly DirectoryInfo _failures = Directory.CreateTempSubdirectory("groupconv-onnx-");

    private static int Graphs => NumberOf("GROUPCONV_ONNX_GRAPHS", 300);

    private static int Seed => NumberOf("GROUPCONV_ONNX_SEED", 1);

    [OnnxRuntimeFact]
    public void Random_models_agree() => Run("models", seed => RandomGraph.Make(seed).Model.Proto, leastAgreed: 0.5);

    /// <summary>Damage leaves few models whole, which then must still agree.</summary>
    [OnnxRuntimeFact]
    public void Damaged_models_agree_or_are_refused() => Run(
        "damaged models",
        seed =>
        {
            ModelProto model = RandomGraph.Make(seed).Model.Proto;
            return ModelProto.Parser.ParseFrom(ModelMutator.Next(model, [model, RandomGraph.Make(seed + 1).Model.Proto], new Random(seed)));
        },
        leastAgreed: 0.05);

    public void Dispose()
    {
        if (!_failures.EnumerateFiles().Any())
            _failures.Delete();
    }

    private void Run(string what, Func<int, ModelProto> make, double leastAgreed)
    {
        using var peer = new OrtRunner(OnnxRuntimeFactAttribute.Library!, optimizes: false);
        var comparison = new PeerComparison(peer);
        var counts = new int[Enum.GetValues<PeerVerdict>().Length];
        var reasons = new Dictionary<string, int>();
        var failures = new List<string>();
        for (int seed = Seed; seed < Seed + Graphs; seed++)
        {
            ModelProto model = make(seed);
            (PeerVerdict verdict, string reason) = comparison.Compare(model, seed);
            counts[(int)verdict]++;
            if (verdict == PeerVerdict.RefusedThere)
                reasons[reason[..Math.Min(ReasonLength, reason.Length)]] = reasons.GetValueOrDefault(reason[..Math.Min(ReasonLength, reason.Length)]) + 1;
            if (verdict == PeerVerdict.Differs)
                failures.Add(Failure(comparison, model, seed, reason));
        }

        output.WriteLine($"{Graphs} {what} from seed {Seed} against ONNX Runtime {peer.Version}, within {PeerComparison.Tolerance:0.0e0} of an output's greatest value: "
            + string.Join(", ", counts.Select((count, verdict) => $"{count} {(PeerVerdict)verdict}")));
        foreach ((string reason, int count) in reasons.OrderByDescending(pair => pair.Value).Take(MostReasons))
            output.WriteLine($"refused there {count} times: {reason}");
        failures.Should().BeEmpty();
        counts[(int)PeerVerdict.Agrees].Should().BeGreaterThan((int)(leastAgreed * Graphs));
    }

    private string Failure(PeerComparison comparison, ModelProto model, int seed, string reason)
    {
        ModelProto small = comparison.Shrink(model, seed);
        string path = Path.Combine(_failures.FullName, $"{seed}.onnx");
        File.WriteAllBytes(path, TestModel.BytesOf(small));
        string text = $"seed {seed}: {reason}; shrunk: {comparison.Compare(small, seed).Reason}, in {path}\n{PeerComparison.TextOf(small)}\n";
        output.WriteLine(text);
        return text;
    }

    private static int NumberOf(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), out int number) ? number : otherwise;
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
