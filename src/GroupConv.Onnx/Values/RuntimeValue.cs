using GroupConv.Networks;

namespace GroupConv.Onnx.Values;

/// <summary>A value that is computed when the network runs: an input, or the output of a layer.</summary>
/// <param name="name">Of the input, or what the layer's node would be called.</param>
/// <param name="shape">Its shape.</param>
/// <param name="layer">What computes it; null for an input.</param>
/// <param name="inputs">What from.</param>
/// <param name="parameters">The values of the layer's parameters, in its order.</param>
internal sealed class RuntimeValue(
    string name, TensorShape shape, Layer? layer, IReadOnlyList<RuntimeValue> inputs, IReadOnlyList<ReadOnlyMemory<float>> parameters)
    : GraphValue(shape)
{
    public string Name { get; } = name;

    public Layer? Layer { get; } = layer;

    public IReadOnlyList<RuntimeValue> Inputs { get; } = inputs;

    public IReadOnlyList<ReadOnlyMemory<float>> Parameters { get; } = parameters;
}
