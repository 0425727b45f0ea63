using GroupConv.Networks;
using GroupConv.Networks.Files;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Reading;
using GroupConv.Values;

namespace GroupConv.Onnx;

/// <summary>
/// An ONNX model (opset 9 to 21) as a network and its weights. Arithmetic on shapes and other constants is done while it is read, so the
/// network is one for inputs of <see cref="InputShapes"/>; <see cref="Compile(IReadOnlyList{TensorShape}, CompileOptions?)"/> takes other shapes, too.
/// </summary>
/// <example><code>
/// OnnxModel model = OnnxModel.Load("mobilenet_v2.onnx");
/// CompiledNetwork network = model.Compile();
/// CompiledNetwork batch = model.Compile([8, 3, 224, 224]);
/// </code></example>
public sealed class OnnxModel
{
    private readonly OnnxSource _source;
    private readonly ImportedModel _imported;
    private volatile Answer? _lastAnswer;

    internal OnnxModel(OnnxSource source)
    {
        _source = source;
        _imported = source.Import();
        Network = _imported.Network.Under(WhyNot);
    }

    /// <summary>
    /// The layers. Its inputs and outputs have the model's names; a node has the name that it has in the model, or the operator's and its place.
    /// The network can be compiled and trained for inputs of other shapes than <see cref="InputShapes"/> where the model becomes the same layers for
    /// them, as for another batch of most classifiers. Where it does not, they are refused with <see cref="ArgumentException"/>.
    /// </summary>
    public Network Network { get; }

    /// <summary>The values of the network's parameters. Floats lie in the memory that the file was read to, which they keep alive.</summary>
    public StateDict Weights => _imported.Weights;

    /// <summary>The inputs as the file declares them, without those that have values.</summary>
    public IReadOnlyList<OnnxTensorInfo> Inputs => _imported.Inputs;

    /// <summary>The outputs as the file declares them.</summary>
    public IReadOnlyList<OnnxTensorInfo> Outputs => _imported.Outputs;

    /// <summary>The shapes of the inputs that the network was made for, in the order of <see cref="Inputs"/>.</summary>
    public IReadOnlyList<TensorShape> InputShapes => _imported.InputShapes;

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
        return new OnnxModel(new OnnxSource(ModelFile.Parse(ModelFile.Read(file)), external, options ?? new(), Path.GetFileNameWithoutExtension(path)));
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
        return new OnnxModel(new OnnxSource(ModelFile.Parse(ModelFile.Read(stream)), new ExternalData(folder: null), options ?? new(), name: null));
    }

    /// <summary>Makes the model ready to run on inputs of <see cref="InputShapes"/>.</summary>
    /// <param name="options">How; null for the fastest.</param>
    /// <returns>What runs.</returns>
    /// <exception cref="NotSupportedException">A convolution of this size cannot be run, or a run needs too much memory; the message says why.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    public CompiledNetwork Compile(CompileOptions? options = null) => Network.Compile(Weights, InputShapes, options);

    /// <summary>Makes a model of one input ready to run on inputs of this shape.</summary>
    /// <inheritdoc cref="Compile(IReadOnlyList{TensorShape}, CompileOptions?)"/>
    /// <param name="input">The shape of the input.</param>
    /// <param name="options">How; null for the fastest.</param>
    public CompiledNetwork Compile(TensorShape input, CompileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Compile([input], options);
    }

    /// <summary>
    /// Makes the model ready to run on inputs of these shapes. Where they are not <see cref="InputShapes"/>, the model is imported again for them
    /// from what was read when it was loaded, so that every size that the model computes from its inputs is right.
    /// </summary>
    /// <param name="inputs">The shape of each input, in the order of <see cref="Inputs"/>. Lengths may differ from those that the file declares.</param>
    /// <param name="options">How; null for the fastest.</param>
    /// <returns>What runs. Keep it: each call imports and compiles anew.</returns>
    /// <exception cref="ArgumentException">There is another number of shapes than inputs, or one has another number of axes than the file declares.</exception>
    /// <exception cref="OnnxException">The model cannot take these shapes; the message names the node.</exception>
    /// <exception cref="NotSupportedException">A convolution of this size cannot be run, or a run needs too much memory; the message says why.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    public CompiledNetwork Compile(IReadOnlyList<TensorShape> inputs, CompileOptions? options = null)
    {
        ValueList<TensorShape> shapes = ValueList<TensorShape>.Of(inputs, nameof(inputs));
        if (shapes.SequenceEqual(InputShapes))
            return Compile(options);
        ImportedModel other = _source.Import(shapes);
        // With a condition, the network that is compiled is one for these shapes only.
        return other.Network.Under(_ => null).Compile(other.Weights, shapes, options);
    }

    /// <summary>Whether the network is what an import for these shapes would make of the model; if not, which node differs.</summary>
    private string? WhyNot(IReadOnlyList<TensorShape> shapes)
    {
        if (shapes.SequenceEqual(InputShapes))
            return null;
        if (_lastAnswer is not { } last || !last.Shapes.SequenceEqual(shapes))
            _lastAnswer = last = new Answer(shapes, Judged(shapes)); // the same shapes are asked for several times in a row
        return last.Reason;
    }

    private string? Judged(IReadOnlyList<TensorShape> shapes)
    {
        string refusal = $"{Network.Name} was imported from an ONNX model for inputs of {string.Join(", ", InputShapes)}";
        try
        {
            return _imported.FirstDifference(_source.Import(shapes)) is { } node
                ? $"{refusal}, and its node '{node}' is another one for {string.Join(", ", shapes)}: use OnnxModel.Compile, or load the model with these as OnnxImportOptions.InputShapes"
                : null;
        }
        catch (OnnxException error)
        {
            return $"{refusal}, and cannot take {string.Join(", ", shapes)}: {error.Message}";
        }
    }

    private sealed record Answer(IReadOnlyList<TensorShape> Shapes, string? Reason);
}
