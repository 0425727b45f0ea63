namespace GroupConv.Networks;

/// <summary>Shapes that are made to fit as in NumPy: aligned at the last axis, with 1 stretched to what the other has.</summary>
internal static class Broadcast
{
    /// <exception cref="ArgumentException">They do not fit.</exception>
    public static TensorShape ShapeOf(TensorShape a, TensorShape b, Layer layer)
    {
        var lengths = new int[Math.Max(a.Rank, b.Rank)];
        for (int i = 0; i < lengths.Length; i++)
        {
            int x = Axis(a, i - (lengths.Length - a.Rank)), y = Axis(b, i - (lengths.Length - b.Rank));
            if (x != y && x != 1 && y != 1)
                throw new ArgumentException($"{layer.Kind}: the shapes {a} and {b} do not fit");
            lengths[i] = x == 1 ? y : x;
        }

        return new TensorShape(lengths);
    }

    private static int Axis(TensorShape shape, int axis) => axis < 0 ? 1 : shape[axis];
}
