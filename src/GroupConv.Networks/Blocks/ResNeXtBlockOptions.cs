namespace GroupConv.Networks.Blocks;

/// <summary>What a ResNeXt block is to be.</summary>
/// <param name="InChannels">Channels of the input.</param>
/// <param name="Width">Channels between, those of the grouped convolution; a multiple of the groups.</param>
/// <param name="OutChannels">Channels of the output.</param>
public sealed record ResNeXtBlockOptions(int InChannels, int Width, int OutChannels)
{
    /// <summary>G, which the paper calls cardinality.</summary>
    public int Groups { get; init; } = 32;

    /// <summary>Of the grouped convolution.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Which of the equivalent forms.</summary>
    public ResNeXtForm Form { get; init; }

    /// <summary>Whether the connection around the block is a convolution, since channels or size change.</summary>
    internal bool HasDownsample => Stride != 1 || InChannels != OutChannels;

    /// <exception cref="ArgumentException">The numbers do not fit.</exception>
    internal void Validate()
    {
        Require.Positive(InChannels);
        Require.Positive(Width);
        Require.Positive(OutChannels);
        Require.Positive(Groups);
        Require.Positive(Stride);
        if (Width % Groups != 0)
            throw new ArgumentException($"the width must be divisible by groups, but got width {Width} and groups {Groups}");
    }
}
