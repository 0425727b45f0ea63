namespace GroupConv.Planning;

/// <summary>A layer's weights and bias as given, and every packed form that its plans have asked for.</summary>
internal sealed class LayerWeights(float[] weights, float[] bias)
{
    private readonly Dictionary<object, object> _packed = [];

    /// <summary>[Cout, Cin/G, Kh, Kw].</summary>
    public float[] Weights { get; } = weights;

    /// <summary>[Cout], or empty.</summary>
    public float[] Bias { get; } = bias;

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
}
