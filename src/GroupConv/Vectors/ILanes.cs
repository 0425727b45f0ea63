namespace GroupConv.Vectors;

/// <summary>
/// What a kernel may do with one vector. Kernels are written once over this policy; a struct for each width makes the JIT compile
/// them once for each, with the raw vector type in registers.
/// </summary>
/// <typeparam name="TVector">The raw vector: <c>Vector256&lt;float&gt;</c>, or <c>float</c>.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Reads <see cref="Count"/> floats; no alignment asked.</summary>
    static abstract TVector Load(float* source);

    /// <summary>Writes <see cref="Count"/> floats; no alignment asked.</summary>
    static abstract void Store(TVector vector, float* destination);

    /// <summary>The same float in every lane.</summary>
    static abstract TVector Broadcast(float value);

    /// <summary>left * right + addend with one rounding, on every processor.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>left + right.</summary>
    static abstract TVector Add(TVector left, TVector right);

    /// <summary><see cref="OutputClamp"/>'s definition, lane by lane: value &lt; min ? min : value, then value &gt; max ? max : value.</summary>
    static abstract TVector Clamp(TVector value, TVector min, TVector max);
}
