using GroupConv.Cli.Files;
using GroupConv.Networks;
using GroupConv.Networks.Models;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Networks;

/// <summary>
/// torchvision's weights, loaded by name from safetensors files, give torchvision's outputs: those in a folder that
/// tests/peers/export_torchvision.py has filled.
/// </summary>
public class TorchvisionOutputTests
{
    // Of the output's scale; PyTorch computed it in double. It was at most 6e-6 away.
    private const double Tolerance = 2e-5;

    [TorchvisionFact]
    public void Weights_by_name_give_the_outputs_of_PyTorch()
    {
        // Some of torchvision's networks are none of ours; those come as ONNX files.
        string[] files = [.. Directory.EnumerateFiles(TorchvisionFactAttribute.Folder!, "*.safetensors")
            .Where(file => NamedModels.All.Any(model => model.Name == Path.GetFileNameWithoutExtension(file))).Order()];
        files.Should().NotBeEmpty();
        foreach (string file in files)
        {
            Network network = NamedModels.Get(Path.GetFileNameWithoutExtension(file)).Create();
            TensorData input = Npy(Path.ChangeExtension(file, ".input.npy")), output = Npy(Path.ChangeExtension(file, ".output.npy"));
            CompiledNetwork compiled = network.Compile(SafeTensors.Load(file), [.. input.Shape]);
            LayerCase.ShouldBeClose(LayerCase.Run(compiled, [input.Values], threads: 2)[0], output.Values, Tolerance, network.Name);
        }
    }

    private static TensorData Npy(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return NpyFile.Read(stream, file);
    }
}
