using GroupConv.Cli.Files;
using GroupConv.Networks;
using GroupConv.Networks.Models;

namespace GroupConv.Tests.Networks;

/// <summary>
/// torchvision's weights, loaded by name from safetensors files, give torchvision's outputs: those in a folder that
/// tests/peers/export_torchvision_weights.py has filled.
/// </summary>
public class TorchvisionOutputTests
{
    // Of the output's scale; PyTorch computed it in double. It was at most 6e-6 away.
    private const double Tolerance = 2e-5;

    [TorchvisionWeightsFact]
    public void Weights_by_name_give_the_outputs_of_PyTorch()
    {
        string[] files = [.. Directory.EnumerateFiles(TorchvisionWeightsFactAttribute.Folder!, "*.safetensors").Order()];
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

/// <summary>A test of a folder that the environment variable GROUPCONV_TORCHVISION_WEIGHTS names; skipped without one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchvisionWeightsFactAttribute : FactAttribute
{
    private const string Variable = "GROUPCONV_TORCHVISION_WEIGHTS";

    public TorchvisionWeightsFactAttribute()
    {
        if (Folder is null)
            Skip = $"needs {Variable}, the name of a folder that tests/peers/export_torchvision_weights.py has filled";
    }

    public static string? Folder { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;
}
