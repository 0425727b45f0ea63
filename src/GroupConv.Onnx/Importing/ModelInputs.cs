using GroupConv.Networks;
using GroupConv.Networks.Files;
using GroupConv.Onnx.Reading;
using GroupConv.Onnx.Schema;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Importing;

/// <summary>What the file says of inputs and outputs, and the shapes that the inputs get.</summary>
internal static class ModelInputs
{
    public static OnnxTensorInfo Info(ValueInfoProto value)
    {
        TensorShapeProto? shape = value.Type?.TensorType?.Shape;
        string?[] names = shape?.Dim.Select(axis => axis.DimParam.Length > 0 ? axis.DimParam : null).ToArray() ?? [];
        return new(value.Name, shape?.Dim.Select(LengthOf).ToArray()) { AxisNames = names.Any(name => name is not null) ? names : [] };
    }

    /// <summary>The inputs with their shapes.</summary>
    /// <param name="inputs">What the file says of them.</param>
    /// <param name="shapes">Their shapes, whatever lengths the file says; null for those of the file and the options.</param>
    /// <param name="options">What the file leaves open.</param>
    /// <exception cref="OnnxException">An input is no tensor of floats, or a length is not known.</exception>
    /// <exception cref="ArgumentException">There is another number of shapes, or one is not of the model's sort.</exception>
    public static RuntimeValue[] ValuesOf(IReadOnlyList<ValueInfoProto> inputs, IReadOnlyList<TensorShape>? shapes, OnnxImportOptions options)
    {
        if (shapes is not null && shapes.Count != inputs.Count)
            throw new ArgumentException($"the model has {inputs.Count} inputs ({string.Join(", ", inputs.Select(input => VisibleText.Of(input.Name)))}), but got {shapes.Count} shapes");
        return [.. inputs.Select((input, i) => ValueOf(input, shapes?[i], options))];
    }

    private static RuntimeValue ValueOf(ValueInfoProto input, TensorShape? wanted, OnnxImportOptions options)
    {
        if (input.Type?.TensorType is not { } tensor)
            throw new OnnxException($"input '{input.Name}' is no tensor");
        if (tensor.ElemType != TensorProto.Types.DataType.Float)
            throw new OnnxException($"input '{input.Name}' has type {TensorReader.TypeText(tensor.ElemType)}: only float is supported");
        TensorShape shape = wanted is null ? ShapeOf(input, options) : Checked(input, wanted);
        try
        {
            return new RuntimeValue(input.Name, shape, layer: null, [], []);
        }
        catch (ArgumentException error)
        {
            throw new OnnxException($"input '{input.Name}': {error.Message}", error);
        }
    }

    /// <summary>A shape that a caller asks for; the layers decide whether they can take its lengths.</summary>
    private static TensorShape Checked(ValueInfoProto input, TensorShape shape) => Info(input).Lengths is { } lengths && lengths.Count != shape.Rank
        ? throw new ArgumentException($"input '{Info(input)}' cannot have the shape {shape}")
        : shape;

    private static TensorShape ShapeOf(ValueInfoProto input, OnnxImportOptions options)
    {
        IReadOnlyList<int?>? lengths = Info(input).Lengths;
        if (options.InputShapes.TryGetValue(input.Name, out TensorShape? given))
        {
            return lengths is null || Fits(given, lengths)
                ? given
                : throw new ArgumentException($"input '{VisibleText.Of(Info(input).ToString())}' cannot have the shape {given}", nameof(options));
        }

        if (lengths is null || lengths.Skip(1).Contains(null))
        {
            throw new OnnxException(
                $"input '{Info(input)}': not all lengths are known; its shape must be given: by {nameof(OnnxImportOptions)}.{nameof(OnnxImportOptions.InputShapes)}, "
                + $"or --shape {input.Name}=... on the command line");
        }

        try
        {
            return [.. lengths.Select(length => length ?? 1)];
        }
        catch (OverflowException error)
        {
            throw new OnnxException($"input '{Info(input)}' is too large: it has more than 2^63 - 1 elements", error);
        }
    }

    /// <exception cref="ArgumentException">A name in the options is none of the model's.</exception>
    public static void ThrowIfUnknown(OnnxImportOptions options, GraphProto graph)
    {
        foreach (string name in options.InputShapes.Keys.Concat(options.Constants.Select(tensor => tensor.Name)))
        {
            if (!graph.Input.Any(input => input.Name == name))
            {
                string inputs = string.Join(", ", graph.Input.Select(input => $"'{VisibleText.Of(input.Name)}'"));
                throw new ArgumentException($"the model has no input '{name}', but {inputs}", nameof(options));
            }
        }
    }

    private static bool Fits(TensorShape shape, IReadOnlyList<int?> lengths) =>
        shape.Rank == lengths.Count && shape.Zip(lengths).All(pair => pair.Second is null || pair.First == pair.Second);

    /// <summary>Some exporters write 0 or -1 for a length that is open.</summary>
    private static int? LengthOf(DimensionProto dimension) => dimension.DimValue is > 0 and <= int.MaxValue ? (int)dimension.DimValue : null;
}
