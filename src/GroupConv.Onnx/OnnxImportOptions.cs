using GroupConv.Networks;
using GroupConv.Values;

namespace GroupConv.Onnx;

/// <summary>What a model's file leaves open.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>
    /// Shapes of inputs by name, for those whose axes the model gives names in place of lengths. A first axis without a length is 1 unless
    /// it is given here; any other must be given.
    /// </summary>
    public IReadOnlyDictionary<string, TensorShape> InputShapes { get; init => field = ValueMap<TensorShape>.Of(value, nameof(InputShapes)); } = ValueMap<TensorShape>.Empty;

    /// <summary>
    /// The most bytes of constants that may be computed while the model is read, such as arithmetic on shapes and transposed weights: 64 MiB
    /// unless it is set to another number. For each byte of the tensors that the model itself has, 16 more are allowed, so that only
    /// a model that makes much out of little is refused. Bytes are counted once, when they are computed, even if they are released afterwards; weights that several layers
    /// use count again for every layer after the first, since each packs them for itself.
    /// </summary>
    public long MaxConstantBytes { get; init; } = 64L << 20;

    /// <summary>Values of inputs that shall not be inputs but constants: weights, for instance, that a model is given from outside.</summary>
    public StateDict Constants { get; init; } = new();

    /// <summary>The options in words.</summary>
    /// <returns>The shapes that are given, and how many constants.</returns>
    public override string ToString() =>
        $"shapes [{string.Join(", ", InputShapes.Select(shape => $"{shape.Key}: {shape.Value}"))}], constants: {Constants}";
}
