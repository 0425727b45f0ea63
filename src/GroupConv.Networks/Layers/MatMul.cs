namespace GroupConv.Networks;

/// <summary>The matrix product of two tensors, [..., m, k] and [..., k, n]; the axes before them must be equal, or 1, or missing.</summary>
public sealed record MatMul : Layer
{
    /// <inheritdoc/>
    public override int? InputCount => 2;

    private protected override long MacsOf(IReadOnlyList<TensorShape> inputs, TensorShape output) =>
        Sizes.Product($"{Kind}'s number of multiply-adds", output.Elements, inputs[0][^1]);

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape a = inputs[0], b = inputs[1];
        if (a.Rank < 2 || b.Rank < 2 || a[^1] != b[^2])
            throw new ArgumentException($"{Kind} takes [..., m, k] and [..., k, n], but got {a} and {b}");
        TensorShape batch = Broadcast.ShapeOf(new(a.AsSpan()[..^2]), new(b.AsSpan()[..^2]), this);
        return [.. batch, a[^2], b[^1]];
    }
}
