using GroupConv.Memory;

namespace GroupConv.Planning;

/// <summary>A form of a layer's weights that some stage reads; it can be filled again when the weights have changed.</summary>
internal interface IPackedWeights
{
    /// <summary>Writes the form, all of it, without allocating.</summary>
    void Fill(LayerWeights weights);
}

/// <summary>A layer's weights and bias as given, and every packed form that its plans have asked for.</summary>
/// <param name="weights">[Cout, Cin/G, Kh, Kw].</param>
/// <param name="bias">[Cout], or empty.</param>
internal sealed class LayerWeights(ReadOnlyMemory<float> weights, ReadOnlyMemory<float> bias)
{
    private readonly Dictionary<object, IPackedWeights> _packed = [];

    /// <summary>[Cout, Cin/G, Kh, Kw].</summary>
    public ReadOnlySpan<float> Weights => weights.Span;

    /// <summary>[Cout], or empty.</summary>
    public ReadOnlySpan<float> Bias => bias.Span;

    /// <summary>The packed form of one order; input sizes that share the order share the memory.</summary>
    /// <param name="order">A value that says how the weights are laid out.</param>
    /// <param name="make">Makes the memory for it, the first time.</param>
    public T Packed<T>(object order, Func<T> make)
        where T : class, IPackedWeights
    {
        lock (_packed)
        {
            if (!_packed.TryGetValue(order, out IPackedWeights? made))
            {
                made = make();
                made.Fill(this);
                _packed.Add(order, made);
            }

            return (T)made;
        }
    }

    /// <summary>Fills every packed form again, in place: the memory that weights and bias lie in has other values. No call may be at work.</summary>
    public void Repack()
    {
        lock (_packed)
        {
            foreach (IPackedWeights form in _packed.Values)
                form.Fill(this);
        }
    }

    /// <summary>Writes a bias for every output channel; -0, the one number that changes no sum, for a layer without.</summary>
    public void FillBias(PinnedBuffer pinned)
    {
        if (Bias.Length > 0)
            Bias.CopyTo(pinned.Span);
        else
            pinned.Span.Fill(-0f);
    }
}
