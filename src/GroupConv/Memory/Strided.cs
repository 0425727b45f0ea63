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

    /// <exception cref="ArgumentException">Several elements of the tensor are one place in memory, so it cannot be written.</exception>
    public static void ThrowIfRepeated(in ReadOnlyTensorSpan<float> tensor, string name)
    {
        for (int axis = 0; axis < tensor.Rank; axis++)
        {
            if (tensor.Lengths[axis] > 1 && tensor.Strides[axis] == 0)
                throw new ArgumentException($"axis {axis} of the {name} has stride 0: an expanded tensor cannot be written", name);
        }
    }
}
