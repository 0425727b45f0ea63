namespace GroupConv.Networks;

/// <summary>
/// Mixes the channels of groups (Zhang et al., 2017: ShuffleNet): channel g * (C/G) + i becomes channel i * G + g, so that the next
/// grouped convolution sees something of every group. The same as reshaping to [N, G, C/G, ...], swapping the two and reshaping back.
/// </summary>
/// <param name="Groups">G; it divides the channels.</param>
public sealed record ChannelShuffle(int Groups) : Layer
{
    /// <inheritdoc/>
    public override string Details => FormattableString.Invariant($"groups {Groups}");

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape input = Planes(inputs[0]);
        return Groups > 0 && input[1] % Groups == 0
            ? input
            : throw new ArgumentException($"{Kind}: channels must be divisible by groups, but got {input} and groups {Groups}");
    }
}
