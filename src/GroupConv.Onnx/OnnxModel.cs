using GroupConv.Networks;
using GroupConv.Networks.Files;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Reading;

namespace GroupConv.Onnx;

/// <summary>
/// An ONNX model (opset 9 to 21) as a network and its weights. Arithmetic on shapes and other constants is done while it is read, so the
/// network is one for inputs of <see cref="InputShapes"/>.
/// </summary>
/// <example><code>
/// OnnxModel model = OnnxModel.Load("mobilenet_v2.onnx");
/// Console.WriteLine(model.Network);
/// </code></example>
public sealed class OnnxModel
{
    internal OnnxModel(
        Network network, StateDict weights, IReadOnlyList<OnnxTensorInfo> inputs, IReadOnlyList<OnnxTensorInfo> outputs, IReadOnlyList<TensorShape> inputShapes)
    {
        Network = network;
        Weights = weights;
        Inputs = [.. inputs];
        Outputs = [.. outputs];
        InputShapes = [.. inputShapes];
    }

    /// <summary>
    /// The layers. Its inputs and outputs have the model's names; a node has the name that it has in the model, or the operator's and its place.
    /// </summary>
    public Network Network { get; }

    /// <summary>The values of the network's parameters. Floats lie in the memory that the file was read to, which they keep alive.</summary>
    public StateDict Weights { get; }

    /// <summary>The inputs as the file declares them, without those that have values.</summary>
    public IReadOnlyList<OnnxTensorInfo> Inputs { get; }

    /// <summary>The outputs as the file declares them.</summary>
    public IReadOnlyList<OnnxTensorInfo> Outputs { get; }

    /// <summary>The shapes of the inputs that the network was made for, in the order of <see cref="Inputs"/>.</summary>
    public IReadOnlyList<TensorShape> InputShapes { get; }

    /// <summary>The model in words.</summary>
    /// <returns>The network, its inputs and its outputs.</returns>
    public override string ToString() => $"{Network}; inputs {string.Join(", ", Inputs)}; outputs {string.Join(", ", Outputs)}";

    /// <summary>Reads a model from a file. Data that it keeps in other files must lie in its folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file leaves open; null for nothing.</param>
    /// <returns>The model.</returns>
    /// <exception cref="OnnxException">The model is damaged, or holds what this library does not run.</exception>
    /// <exception cref="ArgumentException">The options do not fit the model.</exception>
    /// <exception cref="IOException">The file cannot be read, or is a pipe, socket or device.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static OnnxModel Load(string path, OnnxImportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = RegularFile.OpenStream(path, bufferSize: 0);
        var external = new ExternalData(Path.GetDirectoryName(Path.GetFullPath(path)));
        return Importer.Import(ModelFile.Parse(ModelFile.Read(file)), external, options ?? new(), Path.GetFileNameWithoutExtension(path));
    }

    /// <summary>Reads a model from a stream. It must hold all its data.</summary>
    /// <param name="stream">The stream, which stays open.</param>
    /// <param name="options">What the file leaves open; null for nothing.</param>
    /// <returns>The model.</returns>
    /// <exception cref="OnnxException">The model is damaged, or holds what this library does not run.</exception>
    /// <exception cref="ArgumentException">The options do not fit the model.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static OnnxModel Load(Stream stream, OnnxImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Importer.Import(ModelFile.Parse(ModelFile.Read(stream)), new ExternalData(folder: null), options ?? new(), name: null);
    }
}
