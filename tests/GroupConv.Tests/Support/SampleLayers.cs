namespace GroupConv.Tests.Support;

/// <summary>A layer and the size of its input.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Options">On planes, for any algorithm and tier.</param>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
internal sealed record SampleLayer(string Name, GroupedConv2dOptions Options, int Height, int Width)
{
    /// <summary>Every algorithm that can run it; of those with bits of their own, those that can too.</summary>
    public IEnumerable<ConvAlgorithm> Algorithms =>
        Options.Kernel == 3 && Options.Stride == 1 && Options.Dilation == 1
            ? TestData.Algorithms(Options, Height, Width).Append(ConvAlgorithm.Winograd)
            : TestData.Algorithms(Options, Height, Width);

    public override string ToString() => Name;
}

/// <summary>A few small layers that together reach every algorithm and, in each, whole tiles and tails.</summary>
internal static class SampleLayers
{
    public static IReadOnlyList<SampleLayer> All { get; } =
    [
        new("wide groups, 3x3", new(48, 40, 3) { Groups = 2, Padding = 1 }, 6, 11),
        new("small groups, 3x3", new(24, 24, 3) { Groups = 6, Padding = 1 }, 7, 19),
        new("blocks of channels, 3x3", new(32, 32, 3) { Groups = 2, Padding = 1 }, 7, 7),
        new("pointwise", new(21, 33, 1) { Groups = 3 }, 7, 9),
        new("even kernel, stride and dilation", new(9, 15, (4, 2)) { Groups = 3, Stride = (2, 3), Dilation = (1, 2), Padding = new(5, 0, 3, 4) }, 12, 17),
        new("large kernel", new(2, 6, (11, 9)) { Groups = 2, Padding = 4 }, 15, 21),
        new("depthwise 3x3", new(16, 16, 3) { Groups = 16, Padding = 1 }, 10, 37),
        new("depthwise 3x3, stride 2", new(9, 9, 3) { Groups = 9, Stride = 2, Padding = 1 }, 11, 37),
        new("depthwise 5x5", new(5, 5, 5) { Groups = 5, Padding = 2 }, 9, 21),
        new("depthwise 7x7", new(16, 16, 7) { Groups = 16, Padding = 3 }, 8, 18),
    ];
}
