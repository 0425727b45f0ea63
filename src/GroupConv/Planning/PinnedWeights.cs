using GroupConv.Memory;

namespace GroupConv.Planning;

/// <summary>The weights in the order they were given, where they do not move, and a bias for every channel.</summary>
internal sealed class PinnedWeights
{
    private PinnedWeights(LayerWeights weights, int outChannels)
    {
        Weights = new PinnedBuffer(weights.Weights.Length);
        weights.Weights.CopyTo(Weights.Span);
        Bias = weights.PinnedBias(outChannels);
    }

    /// <summary>[Cout, Cin/G, Kh, Kw].</summary>
    public PinnedBuffer Weights { get; }

    /// <summary>[Cout].</summary>
    public PinnedBuffer Bias { get; }

    public static PinnedWeights Of(ConvGeometry geometry, LayerWeights weights) =>
        weights.Packed(typeof(PinnedWeights), source => new PinnedWeights(source, geometry.OutChannels));
}
