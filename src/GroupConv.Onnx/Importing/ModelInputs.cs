using GroupConv.Networks;
using GroupConv.Networks.Files;
using GroupConv.Onnx.Reading;
using GroupConv.Onnx.Schema;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Importing;

/// <summary>What the file says of inputs and outputs, and the shapes that the inputs get.</summary>
internal static class ModelInputs
{
    public static OnnxTensorInfo Info(ValueInfoProto value) =>
        new(value.Name, value.Type?.TensorType?.Shape?.Dim.Select(LengthOf).ToArray());

    /// <summary>An input with its shape.</summary>
    /// <exception cref="OnnxException">It is no tensor of floats, or a length is not known.</exception>
    /// <exception cref="ArgumentException">The shape from outside is another than the model's.</exception>
    public static RuntimeValue ValueOf(ValueInfoProto input, OnnxImportOptions options)
    {
        TensorShape shape = ShapeOf(input, options);
        try
        {
            return new RuntimeValue(input.Name, shape, layer: null, [], []);
        }
        catch (ArgumentException error)
        {
            throw new OnnxException($"input '{input.Name}': {error.Message}", error);
        }
    }

    private static TensorShape ShapeOf(ValueInfoProto input, OnnxImportOptions options)
    {
        if (input.Type?.TensorType is not { } tensor)
            throw new OnnxException($"input '{input.Name}' is no tensor");
        if (tensor.ElemType != TensorProto.Types.DataType.Float)
            throw new OnnxException($"input '{input.Name}' has type {TensorReader.TypeText(tensor.ElemType)}: only float is supported");
        IReadOnlyList<int?>? lengths = Info(input).Lengths;
        if (options.InputShapes.TryGetValue(input.Name, out TensorShape? given))
        {
            return lengths is null || Fits(given, lengths)
                ? given
                : throw new ArgumentException($"input '{VisibleText.Of(Info(input).ToString())}' cannot have the shape {given}", nameof(options));
        }

        if (lengths is null || lengths.Skip(1).Contains(null))
            throw new OnnxException($"input '{Info(input)}': not all lengths are known; its shape must be given");
        try
        {
            return [.. lengths.Select(length => length ?? 1)];
        }
        catch (OverflowException error)
        {
            throw new OnnxException($"input '{Info(input)}' is too large", error);
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
