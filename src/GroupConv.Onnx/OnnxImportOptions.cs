using GroupConv.Networks;

namespace GroupConv.Onnx;

/// <summary>What a model's file leaves open.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>
    /// Shapes of inputs by name, for those whose axes the model gives names in place of lengths. A first axis without a length is 1 unless
    /// it is given here; any other must be given.
    /// </summary>
    public IReadOnlyDictionary<string, TensorShape> InputShapes { get; init; } = new Dictionary<string, TensorShape>();

    /// <summary>Values of inputs that shall not be inputs but constants: weights, for instance, that a model is given from outside.</summary>
    public StateDict Constants { get; init; } = new();
}
