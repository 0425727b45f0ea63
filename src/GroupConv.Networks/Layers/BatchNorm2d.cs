namespace GroupConv.Networks;

/// <summary>
/// Batch normalisation at inference (Ioffe and Szegedy, 2015): (x - running_mean) / sqrt(running_var + eps) * weight + bias for each
/// channel of [N, C, ...]. In front of nothing but a convolution's output it costs nothing: the compiler folds it into the weights.
/// </summary>
/// <param name="Channels">C.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record BatchNorm2d(int Channels, float Epsilon = 1e-5f) : Layer
{
    /// <inheritdoc/>
    public override string Details => FormattableString.Invariant($"{Channels}");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters =>
    [
        new("weight", [Channels]), new("bias", [Channels]),
        new("running_mean", [Channels], IsTrainable: false), new("running_var", [Channels], IsTrainable: false),
    ];

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs) => Planes(inputs[0], channels: Channels);
}
