using GroupConv.Networks;

namespace GroupConv.Onnx.Values;

/// <summary>A tensor whose values are known while the model is read.</summary>
internal sealed class ConstantTensor : GraphValue
{
    // What arithmetic on constants may make out of little: shapes need a few elements, and a damaged model could ask for any number.
    private const int MostElements = 1 << 20;

    private readonly ReadOnlyMemory<float> _floats;
    private readonly ReadOnlyMemory<long> _integers;

    public ConstantTensor(TensorShape shape, ReadOnlyMemory<float> floats) : base(shape)
    {
        ThrowIfNot(shape, floats.Length);
        Kind = ConstantKind.Float;
        _floats = floats;
    }

    public ConstantTensor(TensorShape shape, ReadOnlyMemory<long> integers, ConstantKind kind = ConstantKind.Integer) : base(shape)
    {
        ThrowIfNot(shape, integers.Length);
        Kind = kind;
        _integers = integers;
    }

    public ConstantKind Kind { get; }

    /// <summary>What the values take in memory.</summary>
    public long Bytes => Shape.Elements * (Kind == ConstantKind.Float ? sizeof(float) : sizeof(long));

    /// <summary>A list of integers, as shapes are.</summary>
    public static ConstantTensor Of(params IReadOnlyList<long> values) => new([values.Count], values.ToArray());

    /// <summary>The values as floats.</summary>
    /// <exception cref="ArgumentException">They are none.</exception>
    public ReadOnlyMemory<float> Floats =>
        Kind == ConstantKind.Float ? _floats : throw new ArgumentException("floats are needed here, but these are integers or truth values");

    /// <summary>The values as integers; truth values are 0 and 1.</summary>
    /// <exception cref="ArgumentException">They are floats.</exception>
    public ReadOnlySpan<long> Integers =>
        Kind != ConstantKind.Float ? _integers.Span : throw new ArgumentException("integers are needed here, but these are floats");

    /// <summary>Whether the values are those of another constant, in place.</summary>
    public bool HasMemoryOf(ConstantTensor other) => Kind == other.Kind && _floats.Equals(other._floats) && _integers.Equals(other._integers);

    /// <summary>The same values in the same order in another shape.</summary>
    public ConstantTensor In(TensorShape shape) => Kind == ConstantKind.Float ? new(shape, _floats) : new(shape, _integers, Kind);

    /// <summary>The elements at <paramref name="offset"/> plus index times stride, for every index of a shape: any cut, turn or repetition.</summary>
    public ConstantTensor Strided(TensorShape shape, long offset, ReadOnlySpan<long> strides)
    {
        int elements = Elements(shape, Shape.Elements);
        return Kind == ConstantKind.Float
            ? new(shape, StridedCopy.Of(_floats.Span, new float[elements], shape, offset, strides))
            : new(shape, StridedCopy.Of(_integers.Span, new long[elements], shape, offset, strides), Kind);
    }

    /// <summary>Values made out of each element.</summary>
    public ConstantTensor Map(Func<float, float> ofFloat, Func<long, long> ofInteger) => Kind == ConstantKind.Float
        ? new(Shape, Array.ConvertAll(_floats.ToArray(), value => ofFloat(value)))
        : new(Shape, Array.ConvertAll(_integers.ToArray(), value => ofInteger(value)), Kind);

    /// <summary>How many elements a new constant of this shape has.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="from">How many it is made from; as many as that are always allowed.</param>
    /// <exception cref="ArgumentException">There would be too many.</exception>
    public static int Elements(TensorShape shape, long from = 0) => shape.Elements <= Math.Max(from, MostElements)
        ? (int)shape.Elements
        : throw new ArgumentException($"a constant of shape {shape} is too large to be computed while the model is read");

    private static void ThrowIfNot(TensorShape shape, int elements)
    {
        if (shape.Elements != elements)
            throw new ArgumentException($"the shape {shape} has {shape.Elements} elements, but there are {elements}");
    }
}
