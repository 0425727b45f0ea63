using GroupConv.Networks;
using GroupConv.Onnx;

namespace GroupConv.Tests.Onnx;

/// <summary>torchvision's networks as PyTorch exports them, against PyTorch's outputs: those in a folder that tests/peers/export_torchvision.py has filled.</summary>
public class TorchvisionTests
{
    [TorchvisionFact]
    public void Exported_networks_agree_with_PyTorch()
    {
        string[] files = [.. Directory.EnumerateFiles(TorchvisionFactAttribute.Folder!, "*.onnx").Order()];
        files.Should().NotBeEmpty();
        foreach (string file in files)
        {
            OnnxModel model = RecordedModel.Check(file, Path.ChangeExtension(file, ".input.npy"), _ => Path.ChangeExtension(file, ".output.npy"));
            Layer[] layers = [.. model.Network.Nodes.Select(node => node.Layer)];
            layers.Should().NotContain(layer => layer is Reshape || layer is Permute || layer is Constant, "{0} needs none", file);
        }
    }
}

/// <summary>A test of a folder that the environment variable GROUPCONV_TORCHVISION names; skipped without one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchvisionFactAttribute : FactAttribute
{
    private const string Variable = "GROUPCONV_TORCHVISION";

    public TorchvisionFactAttribute()
    {
        if (Folder is null)
            Skip = $"needs {Variable}, the name of a folder that tests/peers/export_torchvision.py has filled";
    }

    public static string? Folder { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;
}
