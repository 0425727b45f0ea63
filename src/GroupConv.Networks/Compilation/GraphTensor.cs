namespace GroupConv.Networks.Compilation;

/// <summary>A tensor between two operations of a graph.</summary>
internal sealed class GraphTensor(TensorShape shape)
{
    public TensorShape Shape { get; set; } = shape;

    /// <summary>What computes it; null for an input of the network.</summary>
    public GraphOp? Producer { get; set; }

    /// <summary>Who reads it, once for each time.</summary>
    public List<GraphOp> Consumers { get; } = [];

    /// <summary>Whether it is an input of the network.</summary>
    public bool IsInput { get; init; }

    /// <summary>Whether a caller receives it.</summary>
    public bool IsOutput { get; set; }

    /// <summary>How its elements lie.</summary>
    public TensorLayout Layout { get; set; }

    /// <summary>Zeros around each of its planes in memory, in place of the padding of the convolution that reads it.</summary>
    public Padding Halo { get; set; }

    /// <summary>Its sizes as those of planes: lines have one row, and vectors of features one element a plane.</summary>
    public PlaneSizes Planes => PlaneSizes.Of(Shape);

    /// <summary>Elements in memory, those that fill up a last block of channels and those of the halo included.</summary>
    public long Elements => Layout == TensorLayout.Nchw ? Shape.Elements : Planes.With(Halo).Elements(Layout);

    /// <summary>Whether nobody but one operation reads it.</summary>
    public bool HasOneReader => Consumers.Count == 1 && !IsOutput;
}

/// <summary>[N, C, H, W], [N, C, L] or [N, C] as batch, channels, height and width; of [N, C, ...] with more axes, all but the last are rows.</summary>
internal readonly record struct PlaneSizes(int Batch, int Channels, int Height, int Width)
{
    public int Plane => Sizes.ToLength((long)Height * Width, "the number of a plane's elements");

    public long Elements(TensorLayout layout) => layout.Elements(Batch, Channels, Height, Width);

    /// <summary>With rows and columns around.</summary>
    public PlaneSizes With(Padding halo) => this with
    {
        Height = Sizes.ToLength((long)Height + halo.Top + halo.Bottom, "the number of a padded plane's rows"),
        Width = Sizes.ToLength((long)Width + halo.Left + halo.Right, "the number of a padded plane's columns"),
    };

    /// <exception cref="ArgumentException">The shape has fewer axes than two.</exception>
    public static PlaneSizes Of(TensorShape shape) => shape.Rank switch
    {
        4 => new(shape[0], shape[1], shape[2], shape[3]),
        3 => new(shape[0], shape[1], 1, shape[2]),
        2 => new(shape[0], shape[1], 1, 1),
        > 4 => new(shape[0], shape[1], Sizes.ToLength(new TensorShape(shape.AsSpan()[2..^1]).Elements, "the number of a plane's rows"), shape[^1]),
        _ => throw new ArgumentException($"{shape} is not [N, C, ...]"),
    };
}
