using GroupConv.Networks;

namespace GroupConv.Onnx.Values;

/// <summary>A value of the model while it is read: known already, or computed when the network runs.</summary>
internal abstract class GraphValue
{
    /// <summary>Far more axes than any model has; work that grows with the square of it stays small.</summary>
    public const int MostAxes = 32;

    /// <exception cref="ArgumentException">The shape has too many axes.</exception>
    protected GraphValue(TensorShape shape)
    {
        if (shape.Rank > MostAxes)
            throw new ArgumentException($"a tensor of {shape.Rank} axes is not supported: {MostAxes} are the most");
        Shape = shape;
    }

    public TensorShape Shape { get; }
}
