using GroupConv.Cli.Files;
using GroupConv.Networks;
using GroupConv.Networks.Models;
using GroupConv.Onnx;

namespace GroupConv.Cli.Networks;

/// <summary>A network that the user named: a model's file, or one of the library's networks by its name.</summary>
/// <param name="Network">The layers.</param>
/// <param name="Weights">Their parameters; null where there are only layers.</param>
/// <param name="InputShapes">What it is for.</param>
internal sealed record ModelSource(Network Network, StateDict? Weights, IReadOnlyList<TensorShape> InputShapes)
{
    /// <summary>What <c>MODEL</c> may be, for help.</summary>
    public const string Description = "An ONNX file, or the name of one of the library's networks: 'groupconv summary' without a model lists them.";

    /// <param name="model">A name or a file.</param>
    /// <param name="weights">A .safetensors file for a network that was named; null for none.</param>
    /// <param name="inputShapes">Shapes of inputs by name, where the user gave some.</param>
    /// <exception cref="UserErrorException">There is no such network or file, or it is damaged, or the weights are another network's.</exception>
    public static ModelSource Load(string model, string? weights, IReadOnlyDictionary<string, TensorShape> inputShapes)
    {
        if (NamedModels.TryGet(model, out NamedModel? named))
            return OfName(named, weights, inputShapes);
        if (!model.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            throw new UserErrorException(
                $"'{model}' is neither a file that ends in .onnx nor the name of a network; there are {string.Join(", ", NamedModels.All.Select(known => known.Name))}");
        if (weights is not null)
            throw new UserErrorException($"--weights is for networks by name; {model} has its own");
        OnnxModel onnx = Read(model, path => OnnxModel.Load(path, new OnnxImportOptions { InputShapes = inputShapes }));
        return new ModelSource(onnx.Network, onnx.Weights, onnx.InputShapes);
    }

    /// <summary>Times the network; without weights they are random, which makes no difference to the time.</summary>
    public NetworkProfile Measure(int threads, double seconds, CancellationToken cancellation) =>
        NetworkProfile.Measure(Network.Compile(Weights ?? StateDict.Random(Network), InputShapes), threads, seconds, cancellation);

    private static ModelSource OfName(NamedModel named, string? weights, IReadOnlyDictionary<string, TensorShape> inputShapes)
    {
        StateDict? values = weights is null ? null : Read(weights, SafeTensors.Load);
        Network network = named.Create();
        TensorShape shape = inputShapes.GetValueOrDefault(network.Inputs[0], named.Input);
        foreach (string name in inputShapes.Keys.Where(name => name != network.Inputs[0]))
            throw new UserErrorException($"{named.Name} has no input '{name}', only '{network.Inputs[0]}'");
        return new ModelSource(network, values, [shape]);
    }

    private static T Read<T>(string path, Func<string, T> read)
    {
        // A file that is not there or may not be read is complained about as every command does.
        InputFile.Read(path, (_, _) => true);
        try
        {
            return read(path);
        }
        catch (Exception error) when (error is OnnxException or SafeTensorsException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(ErrorText.OneLine(error, path), error);
        }
    }
}
