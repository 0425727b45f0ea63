using GroupConv.Memory;

namespace GroupConv.Planning;

/// <summary>A layer's weights and bias as given, and every packed form that its plans have asked for.</summary>
/// <param name="weights">[Cout, Cin/G, Kh, Kw].</param>
/// <param name="bias">[Cout], or empty.</param>
internal sealed class LayerWeights(ReadOnlyMemory<float> weights, ReadOnlyMemory<float> bias)
{
    private readonly Dictionary<object, object> _packed = [];

    /// <summary>[Cout, Cin/G, Kh, Kw].</summary>
    public ReadOnlySpan<float> Weights => weights.Span;

    /// <summary>[Cout], or empty.</summary>
    public ReadOnlySpan<float> Bias => bias.Span;

    /// <summary>The packed form of one order; input sizes that share the order share the memory.</summary>
    /// <param name="order">A value that says how the weights are laid out.</param>
    /// <param name="pack">Makes it, the first time.</param>
    public T Packed<T>(object order, Func<LayerWeights, T> pack)
        where T : class
    {
        lock (_packed)
        {
            if (!_packed.TryGetValue(order, out object? made))
                _packed.Add(order, made = pack(this));
            return (T)made;
        }
    }

    /// <summary>A bias for every output channel, where it does not move; -0, the one number that changes no sum, for a layer without.</summary>
    public PinnedBuffer PinnedBias(int outChannels)
    {
        var pinned = new PinnedBuffer(outChannels);
        if (Bias.Length > 0)
            Bias.CopyTo(pinned.Span);
        else
            pinned.Span.Fill(-0f);
        return pinned;
    }
}
