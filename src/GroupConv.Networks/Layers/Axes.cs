namespace GroupConv.Networks;

/// <summary>Axes given as PyTorch and ONNX do: negative ones count from the last.</summary>
internal static class Axes
{
    /// <returns>The axis counted from 0.</returns>
    /// <exception cref="ArgumentException">The tensor has no such axis.</exception>
    public static int Resolve(int axis, TensorShape shape, Layer layer) => Resolve(axis, shape.Rank, $"{layer.Kind} of {shape}");

    /// <returns>The axis counted from 0.</returns>
    /// <exception cref="ArgumentException">There is no such axis.</exception>
    public static int Resolve(int axis, int rank, string what)
    {
        int resolved = axis < 0 ? axis + rank : axis;
        return (uint)resolved < (uint)rank ? resolved : throw new ArgumentException($"{what}: there is no axis {axis}");
    }
}
