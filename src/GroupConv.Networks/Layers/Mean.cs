using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>The mean along some axes; ONNX's <c>ReduceMean</c>.</summary>
/// <param name="Along">The axes, ascending from 0.</param>
/// <param name="KeepDims">Whether they stay, with length 1.</param>
public sealed record Mean(IReadOnlyList<int> Along, bool KeepDims = false) : Layer
{
    /// <summary>The axes, ascending from 0; copied.</summary>
    public IReadOnlyList<int> Along { get; init => field = ValueList<int>.Of(value, nameof(Along)); } = ValueList<int>.Of(Along, nameof(Along));

    /// <inheritdoc/>
    public override string Details => $"axes {InvariantText.Join(Along)}";

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape input = inputs[0];
        for (int i = 0; i < Along.Count; i++)
        {
            if (Along[i] != Axes.Resolve(Along[i], input, this) || (i > 0 && Along[i] <= Along[i - 1]))
                throw new ArgumentException($"{Kind}: {Details} are not ascending axes of {input}");
        }

        return KeepDims
            ? [.. input.Select((length, axis) => Along.Contains(axis) ? 1 : length)]
            : [.. input.Where((_, axis) => !Along.Contains(axis))];
    }
}
