using System.Numerics.Tensors;

namespace GroupConv.Tests.Core.Hostile;

/// <summary>A tensor within an array: where it starts, its lengths, and its strides.</summary>
internal sealed record View(int Start, nint[] Lengths, nint[] Strides)
{
    /// <summary>Floats from the first element to behind the last.</summary>
    public int Extent => (int)ExtentOf(Lengths, Strides);

    /// <summary>A dense one.</summary>
    public static View Of(int start, IEnumerable<long> lengths)
    {
        nint[] all = [.. lengths.Select(length => (nint)length)];
        return new View(start, all, Dense(all));
    }

    /// <summary>Whether an address lies within both, be it an element's or a gap's.</summary>
    public bool Overlaps(View other) =>
        Extent > 0 && other.Extent > 0 && Start < other.Start + other.Extent && other.Start < Start + Extent;

    public ReadOnlySpan<float> Of(float[] memory) => memory.AsSpan(Start, Extent);

    public ReadOnlyTensorSpan<float> ReadOnlyTensor(float[] memory) => new(memory.AsSpan(Start, Extent), Lengths, StridesOrNone);

    public TensorSpan<float> Tensor(float[] memory) => new(memory.AsSpan(Start, Extent), Lengths, StridesOrNone);

    /// <summary>All elements in their order.</summary>
    public float[] Flat(float[] memory) => [.. Indices().Select(index => memory[index])];

    /// <summary>Where the elements are in the array, in their order.</summary>
    public IEnumerable<int> Indices()
    {
        IEnumerable<nint> offsets = [Start];
        for (int axis = 0; axis < Lengths.Length; axis++)
        {
            int at = axis;
            offsets = from offset in offsets from i in Enumerable.Range(0, (int)Lengths[at]) select offset + i * Strides[at];
        }

        return offsets.Select(offset => (int)offset);
    }

    // An empty tensor of .NET may not have strides beyond its memory.
    private nint[] StridesOrNone => Extent == 0 ? [] : Strides;

    public override string ToString() => $"{Start} [{string.Join(", ", Lengths)}] by [{string.Join(", ", Strides)}]";

    private static nint ExtentOf(nint[] lengths, nint[] strides) =>
        lengths.Contains(0) ? 0 : 1 + lengths.Zip(strides, (length, stride) => (length - 1) * stride).Aggregate((nint)0, (sum, reach) => sum + reach);

    private static nint[] Dense(nint[] lengths)
    {
        var strides = new nint[lengths.Length];
        nint stride = 1;
        for (int axis = lengths.Length - 1; axis >= 0; stride *= lengths[axis--])
            strides[axis] = lengths[axis] == 1 ? 0 : stride;
        return strides;
    }
}
