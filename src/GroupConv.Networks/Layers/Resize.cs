namespace GroupConv.Networks;

/// <summary>Which element of the input an element of the output is nearest to.</summary>
public enum NearestRule
{
    /// <summary>floor(x * in / out): PyTorch's <c>nearest</c>; ONNX's <c>asymmetric</c> with <c>floor</c>.</summary>
    Floor,

    /// <summary>The one whose centre is nearest, the lower of two: ONNX's <c>half_pixel</c> with <c>round_prefer_floor</c>.</summary>
    HalfPixel,
}

/// <summary>[N, C, H, W] in another size, each element that of the nearest place in the input.</summary>
/// <param name="Output">Height and width of the output.</param>
/// <param name="Rule">Which is nearest.</param>
public sealed record Resize(Size2d Output, NearestRule Rule = NearestRule.Floor) : Layer
{
    /// <inheritdoc/>
    public override string Details => $"to {Output}";

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape input = Planes(inputs[0], 4, 4);
        Require.Defined(Rule);
        return Output.Height > 0 && Output.Width > 0 && input[2] > 0 && input[3] > 0
            ? [input[0], input[1], Output.Height, Output.Width]
            : throw new ArgumentException($"{Kind}: {input} cannot become {Output}");
    }
}
