using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GroupConv.Benchmarks.Peers.Timing;

namespace GroupConv.Benchmarks.Peers.PyTorch;

/// <summary>A layer in the other process, in one memory format. Calls are timed there, so that talking to it does not count.</summary>
internal sealed class PyTorchLayer(PyTorchProcess process, int id, string variant, string outputFile) : IPreparedLayer
{
    public string Variant => variant;

    public int ProcessId => process.Id;

    public void Burst(BurstShape shape, List<double> seconds)
    {
        JsonObject answer = process.Ask("burst", new JsonObject
        {
            ["id"] = id,
            ["warm_up"] = shape.WarmUpCalls,
            ["samples"] = shape.Samples,
            ["calls"] = shape.CallsPerSample,
        });
        foreach (JsonNode? sample in answer["seconds"]!.AsArray())
            seconds.Add((double)sample!);
    }

    public void CopyOutput(Span<float> output)
    {
        process.Ask("output", new JsonObject { ["id"] = id, ["file"] = outputFile });
        byte[] bytes = File.ReadAllBytes(outputFile);
        if (bytes.Length != output.Length * sizeof(float))
            throw new NotSupportedException($"the output has {bytes.Length} bytes, not {output.Length * sizeof(float)}");
        MemoryMarshal.Cast<byte, float>(bytes).CopyTo(output);
    }

    public void Dispose() => process.Ask("drop", new JsonObject { ["id"] = id });
}
