using GroupConv.Cli.Verification;

namespace GroupConv.Tests.Guards;

/// <summary>Convolutions with every kind of tail: around the vectors' and the tiles' sizes, and random ones.</summary>
internal static class GuardedGeometries
{
    private const int WidestVector = 16;

    // Tiles are up to 9 vectors of up to 16 floats; between the sizes around 1 and 2 vectors of each width nothing new happens.
    private static readonly int[] Rows = [.. Enumerable.Range(1, 19), 23, 24, 25, 31, 32, 33, 35, 47, 48, 49];
    private static readonly int[] Planes = [.. Rows, 63, 64, 65, 71, 72, 73, 95, 96, 97, 127, 128, 129, 143, 144, 145, 151];
    private static readonly int[] Channels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 16, 17, 20, 31, 33, 49, 65, 81];
    private static readonly int[] Taps = [511, 512, 513, 1100]; // around a block of them
    private static readonly TensorLayout[] Layouts = Enum.GetValues<TensorLayout>();

    /// <summary>Those that are always the same.</summary>
    public static IEnumerable<ConvGeometry> Fixed =>
    [
        .. Rows.Select(width => Of(new(2, 2, (1, 3)) { Groups = 2, Padding = (0, 1) }, 2, 1 + width % 3, width)),
        .. Rows.Select(width => Of(new(3, 4, 3) { Padding = 1 }, 1, 1 + width % 9, width)),
        // So many groups that a unit is a whole plane, whose rows are narrower than some vectors: 1 to 4 output channels a group.
        .. Enumerable.Range(1, WidestVector + 1).Select(width => Of(new(48, 48 * (1 + width % 4), (3, 1)) { Groups = 48, Padding = (1, 0) }, 1, 9, width)),
        .. Planes.Select(positions => Of(new(3, 6, 1) { Groups = 3 }, 2, 1, positions)),
        .. Channels.Select(channels => Of(new(4, 2 * channels, 3) { Groups = 2, Padding = 1, Clamp = new OutputClamp(-0.3f, 0.4f) }, 1, 5, 7)),
        .. from vectors in Enumerable.Range(1, 4)
           from positions in Enumerable.Range(1, 10) // one more than the longest tile has
           select Of(new(2, WidestVector * vectors - 3, 1), 1, 1, positions),
        .. Rows.Where(width => width >= 5).Select(Strided),
        .. Enumerable.Range(0, 40).Select(Sharing),
        .. Rows.SelectMany(width => Depthwise(width)),
        .. Taps.Select(taps => Of(new(taps, 9, 1), 1, 3, 5)),
        Of(new(300, 33, 3) { Padding = 1 }, 1, 3, 5),
        .. Enumerable.Range(0, 54).Select(Blocked),
    ];

    /// <summary>Random ones, of which there are any number.</summary>
    public static IEnumerable<ConvGeometry> Random(int count) =>
        Enumerable.Range(0, count).Select(seed => RandomGeometry.Draw(RandomGeometry.Generator(seed)));

    private static ConvGeometry Of(GroupedConv2dOptions options, int batch, int height, int width) => new(options, batch, height, width);

    private static ConvGeometry Strided(int width) => Of(
        new(4, 6, (3, 2))
        {
            Groups = 2,
            Stride = (1 + width % 2, 1 + width % 4),
            Dilation = (1 + width % 2, 1 + width % 3),
            Padding = width % 5 == 0 ? default : new Padding(2, 1, 0, 3),
            PaddingMode = (PaddingMode)(width % 4),
            Bias = width % 3 == 0,
        },
        1, 7, width);

    /// <summary>Groups so small that several share a vector of some widths.</summary>
    private static ConvGeometry Sharing(int variant)
    {
        int groupChannels = 1 + variant % 5, groups = 3 + variant % 17;
        return Of(
            new(groups * groupChannels, groups * groupChannels, (1 + variant % 3, 1 + variant % 4))
            {
                Groups = groups,
                Stride = (1 + variant % 2, 1 + variant % 3),
                Padding = variant % 3 == 0 ? default : new Padding(3, 1, variant % 5, 4),
            },
            1 + variant % 2, 4 + variant % 9, 7 + variant % 6);
    }

    private static IEnumerable<ConvGeometry> Depthwise(int width) =>
        from tile in new (int Kernel, int Stride)[] { (3, 1 + width % 2), (5, 1), (7, 1) }
        let padding = (width + tile.Kernel) % 3 == 0 && width > 4 ? new Padding(width % 3, width % 5, width % 4, width % 7) : tile.Kernel / 2
        where width + padding.Left + padding.Right >= tile.Kernel
        let multiplier = 1 + width % 2
        select Of(
            new(2, 2 * multiplier, tile.Kernel) { Groups = 2, Stride = tile.Stride, Padding = padding, Clamp = OutputClamp.Relu6 },
            1 + width % 2, tile.Kernel + width % 9, width);

    /// <summary>Whole blocks, parts of blocks and channels that fit no block, with every pair of layouts.</summary>
    private static ConvGeometry Blocked(int variant)
    {
        (int inChannels, int outChannels, int groups, int kernel, int stride) = (variant / Layouts.Length / Layouts.Length) switch
        {
            0 => (32, 48, 1, 3, 1),
            1 => (32, 32, 8, 3, 1),
            2 => (32, 32, 32, 3, 1),
            3 => (32, 64, 4, 1, 1),
            4 => (16, 32, 2, 3, 2),
            _ => (9, 18, 9, 3, 1),
        };
        var options = new GroupedConv2dOptions(inChannels, outChannels, kernel)
        {
            Groups = groups,
            Stride = stride,
            Padding = kernel / 2,
            InputLayout = Layouts[variant % Layouts.Length],
            OutputLayout = Layouts[variant / Layouts.Length % Layouts.Length],
        };
        return Of(options, 1 + variant % 2, 3 + variant % 4, 3 + variant % 7);
    }
}
