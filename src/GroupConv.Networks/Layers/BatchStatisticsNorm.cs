namespace GroupConv.Networks;

/// <summary>
/// Batch normalisation by the statistics of the batch itself, at inference as in training (Ioffe and Szegedy, 2015; ONNX's
/// <c>BatchNormalization</c> with <c>training_mode</c>, PyTorch's with <c>track_running_stats=False</c>): (x - mean) / sqrt(variance + eps)
/// * weight + bias for each channel of [N, C, ...], with the mean and the population variance of the channel over all images and positions.
/// </summary>
/// <param name="Channels">C.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record BatchStatisticsNorm(int Channels, float Epsilon = 1e-5f) : Layer
{
    /// <inheritdoc/>
    public override string Details => $"{Channels}";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters => [new("weight", [Channels]), new("bias", [Channels])];

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs) => Planes(inputs[0], channels: Channels);
}
