using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Tests.Support;

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
