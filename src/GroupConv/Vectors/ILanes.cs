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

    /// <summary>The lower half of <see cref="OutputClamp"/>'s definition, lane by lane: value &lt; min ? min : value.</summary>
    static abstract TVector AtLeast(TVector value, TVector min);

    /// <summary>The upper half: value &gt; max ? max : value.</summary>
    static abstract TVector AtMost(TVector value, TVector max);

    /// <summary>Reads the lanes whose mask has all bits set, and nothing of the others, which are 0: they may lie outside of all memory.</summary>
    static abstract TVector LoadMasked(float* source, TVector mask);

    /// <summary>
    /// Lanes 0, 2, 4, ... of two vectors put one behind the other, in an order that depends on the width; <see cref="Undeal"/> puts the
    /// first lane first.
    /// </summary>
    static abstract TVector Evens(TVector low, TVector high);

    /// <summary>Lanes 1, 3, 5, ... in the order of <see cref="Evens"/>.</summary>
    static abstract TVector Odds(TVector low, TVector high);

    /// <summary>The lanes of <see cref="Evens"/> or <see cref="Odds"/> in their own order.</summary>
    static abstract TVector Undeal(TVector dealt);

    /// <summary>Lane i becomes value[indices[i]]; the indices are integers, bit by bit.</summary>
    /// <param name="value">Up to 8 lanes are taken from within the same four.</param>
    /// <param name="indices">Numbers of lanes.</param>
    static abstract TVector Permute(TVector value, TVector indices);
}
