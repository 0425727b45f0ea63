using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.PyTorch;
using GroupConv.Benchmarks.Peers.Timing;
using GroupConv.Networks;

namespace GroupConv.Benchmarks.Training;

/// <summary>A step of training by PyTorch, in a process of its own.</summary>
internal sealed class PyTorchTraining : IPreparedLayer
{
    private readonly PyTorchProcess _process;

    /// <exception cref="PeerMissingException">There is no PyTorch.</exception>
    public PyTorchTraining(TrainingTask task, StateDict weights)
    {
        _process = new PyTorchProcess("pytorch_har.py",
            ["serve", "--threads", Text(task.Threads), "--batch", Text(task.Batch), "--groups", Text(task.Groups), "--blocks", Text(task.Blocks)]);
        string folder = Directory.CreateTempSubdirectory("groupconv").FullName;
        try
        {
            string file = Path.Combine(folder, "weights.safetensors"), input = Path.Combine(folder, "input.f32");
            SafeTensors.Save(file, weights);
            File.WriteAllBytes(input, MemoryMarshal.AsBytes<float>(task.Input()).ToArray());
            _process.Ask("load", new JsonObject { ["weights"] = file, ["input"] = input, ["labels"] = new JsonArray([.. task.Labels().Select(label => (JsonNode)label)]) });
        }
        catch
        {
            Dispose();
            throw;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public string Variant => _process.Version;

    public int ProcessId => _process.Id;

    /// <summary>The losses before each of some steps.</summary>
    public double[] Losses(int steps) => Numbers(_process.Ask("losses", new JsonObject { ["steps"] = steps })["losses"]!);

    public void Burst(BurstShape shape, List<double> seconds) => seconds.AddRange(Numbers(_process.Ask(
        "burst", new JsonObject { ["warm_up"] = shape.WarmUpCalls, ["samples"] = shape.Samples, ["calls"] = shape.CallsPerSample })["seconds"]!));

    public void CopyOutput(Span<float> output) => throw new NotSupportedException("a step of training has no output but its loss");

    public void Dispose() => _process.Dispose();

    private static double[] Numbers(JsonNode node) => [.. node.AsArray().Select(value => (double)value!)];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
