using System.Numerics.Tensors;

namespace GroupConv.Memory;

/// <summary>How far a tensor reaches in memory.</summary>
internal static class Strided
{
    /// <summary>Floats from a tensor's first element to behind its last, gaps included; 0 for an empty one.</summary>
    public static long Extent(in ReadOnlyTensorSpan<float> tensor)
    {
        if (tensor.IsEmpty)
            return 0;
        long last = 0;
        ReadOnlySpan<nint> lengths = tensor.Lengths;
        ReadOnlySpan<nint> strides = tensor.Strides;
        for (int axis = 0; axis < lengths.Length; axis++)
            last += (lengths[axis] - 1) * strides[axis];
        return last + 1;
    }
}
