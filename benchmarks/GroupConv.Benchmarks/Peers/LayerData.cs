namespace GroupConv.Benchmarks.Peers;

/// <summary>The tensors that all contenders get of a layer. There is always a bias.</summary>
internal sealed class LayerData : IDisposable
{
    private const int Seed = 1;

    /// <param name="geometry">The sizes; its options name our algorithm.</param>
    /// <exception cref="ArgumentException">The layer has no bias, or clamps its output.</exception>
    public LayerData(ConvGeometry geometry)
    {
        if (!geometry.Options.Bias || geometry.Options.Clamp != default || geometry.Options.PaddingMode != PaddingMode.Zeros)
            throw new ArgumentException("peers compute a convolution with zeros around it, a bias and no clamp");
        Geometry = geometry;
        // Weights as in a new layer, so that outputs stay near 1 however many taps there are.
        Layer = new GroupedConv2d(geometry.Options, Seed);
        Input = new AlignedFloats(geometry.InElements);
        var random = new Random(Seed);
        foreach (ref float value in Input.Span)
            value = 2 * random.NextSingle() - 1;
        Weights = CopyOf(Layer.Weights);
        Bias = CopyOf(Layer.Bias);
    }

    public ConvGeometry Geometry { get; }

    /// <summary>The layer as ours: the source of weights and bias.</summary>
    public GroupedConv2d Layer { get; }

    /// <summary>[N, Cin, H, W].</summary>
    public AlignedFloats Input { get; }

    /// <summary>[Cout, Cin/G, Kh, Kw].</summary>
    public AlignedFloats Weights { get; }

    /// <summary>[Cout].</summary>
    public AlignedFloats Bias { get; }

    public void Dispose()
    {
        Input.Dispose();
        Weights.Dispose();
        Bias.Dispose();
    }

    private static AlignedFloats CopyOf(ReadOnlySpan<float> values)
    {
        var copy = new AlignedFloats(values.Length);
        values.CopyTo(copy.Span);
        return copy;
    }
}
