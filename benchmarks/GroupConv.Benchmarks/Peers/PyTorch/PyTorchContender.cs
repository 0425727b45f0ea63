using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace GroupConv.Benchmarks.Peers.PyTorch;

/// <summary>
/// PyTorch's nn.Conv2d in inference mode, in a process of its own that is told when its turn is. Both of its memory formats are timed.
/// </summary>
internal sealed class PyTorchContender : IContender
{
    public const string PeerName = "pytorch";
    private readonly PyTorchProcess _process;
    private readonly DirectoryInfo _files;

    /// <exception cref="PeerMissingException">PyTorch is not installed.</exception>
    public PyTorchContender(int threads)
    {
        _process = new PyTorchProcess(threads);
        _files = Directory.CreateTempSubdirectory("groupconv-peers-");
    }

    public string Name => PeerName;

    public string Version => _process.Version + ", the faster of contiguous and channels_last";

    public IReadOnlyList<IPreparedLayer> Prepare(LayerData data)
    {
        ConvGeometry g = data.Geometry;
        JsonObject answer = _process.Ask("prepare", new JsonObject
        {
            ["n"] = g.Batch,
            ["c_in"] = g.InChannels,
            ["h"] = g.InHeight,
            ["w"] = g.InWidth,
            ["c_out"] = g.OutChannels,
            ["groups"] = g.Groups,
            ["kernel"] = new JsonArray(g.Kernel.Height, g.Kernel.Width),
            ["stride"] = new JsonArray(g.Stride.Height, g.Stride.Width),
            ["dilation"] = new JsonArray(g.Dilation.Height, g.Dilation.Width),
            ["padding"] = new JsonArray(g.PadTop, g.PadLeft, g.PadBottom, g.PadRight),
            ["input"] = Write("input", data.Input),
            ["weights"] = Write("weights", data.Weights),
            ["bias"] = Write("bias", data.Bias),
        });
        return
        [
            .. answer["layers"]!.AsArray().Select(
                layer => new PyTorchLayer(_process, (int)layer!["id"]!, (string)layer["variant"]!, FileOf("output"))),
        ];
    }

    public void Dispose()
    {
        _process.Dispose();
        _files.Delete(recursive: true);
    }

    private string FileOf(string name) => Path.Combine(_files.FullName, name + ".f32");

    private string Write(string name, AlignedFloats values)
    {
        File.WriteAllBytes(FileOf(name), MemoryMarshal.AsBytes(values.Span));
        return FileOf(name);
    }
}
