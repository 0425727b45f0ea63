using System.Globalization;
using GroupConv.Onnx.Schema;
using GroupConv.Tests.Onnx.Cases;

namespace GroupConv.Tests.Onnx.RandomGraphs;

/// <summary>
/// The comparison with ONNX Runtime as a program of its own, for a damaged model can end the process that runs it there. For each seed it writes
/// <c>SEED peer</c> when this library is done with the model, and a line <c>SEED VERDICT REASON</c>.
/// </summary>
internal static class PeerProgram
{
    public const string Peer = "peer";

    /// <summary>Stands for the end of a line within a reason.</summary>
    public const char LineEnd = '\t';

    /// <param name="arguments">The library, <c>whole</c> or <c>damaged</c>, the first seed, the number of seeds, and a folder for models that differ.</param>
    public static int Run(string[] arguments)
    {
        (int first, int count) = (Number(arguments[2]), Number(arguments[3]));
        using var peer = new OrtRunner(arguments[0], optimizes: false);
        int seed = first;
        var comparison = new PeerComparison(peer, () => Write(seed, Peer, ""));
        for (; seed < first + count; seed++)
        {
            ModelProto model = arguments[1] == "whole" ? RandomGraph.Make(seed).Model.Proto : Damaged(seed);
            (PeerVerdict verdict, string reason) = comparison.Compare(model, seed);
            if (verdict == PeerVerdict.Differs)
                reason = $"{reason}; {Saved(comparison, model, seed, arguments[4])}";
            Write(seed, verdict.ToString(), reason);
        }

        return 0;
    }

    private static ModelProto Damaged(int seed)
    {
        ModelProto model = RandomGraph.Make(seed).Model.Proto, other = RandomGraph.Make(seed + 1).Model.Proto;
        return ModelProto.Parser.ParseFrom(ModelMutator.Next(model, [model, other], new Random(seed)));
    }

    private static string Saved(PeerComparison comparison, ModelProto model, int seed, string folder)
    {
        ModelProto small = comparison.Shrink(model, seed);
        string path = Path.Combine(folder, $"{seed}.onnx");
        File.WriteAllBytes(path, TestModel.BytesOf(small));
        return $"shrunk: {comparison.Compare(small, seed).Reason}, in {path}\n{PeerComparison.TextOf(small)}\n";
    }

    private static void Write(int seed, string what, string reason) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seed} {what} {reason.ReplaceLineEndings(LineEnd.ToString())}"));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
