using GroupConv.Im2colGemm;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Tests.Support;
using GroupConv.Vectors;

namespace GroupConv.Tests.Kernels;

/// <summary>Every tile of the table, and tiles of vectors that no processor has, against the definition on every kind of tail.</summary>
public class GemmTileTests
{
    private static readonly GemmTileEntry[] Tiles =
    [
        .. GemmTiles.All,
        GemmTileEntry.Of<GemmTile4x3<OddLanes<Vector3>, Vector3>>(VectorTier.Scalar),
        GemmTileEntry.Of<GemmTile8x3<OddLanes<Vector3>, Vector3>>(VectorTier.Scalar),
        GemmTileEntry.Of<GemmTile4x3<OddLanes<Vector5>, Vector5>>(VectorTier.Scalar),
        GemmTileEntry.Of<GemmTile8x3<Lanes1, float>>(VectorTier.Scalar),
    ];

    public static TheoryData<int> TileIndices => [.. Enumerable.Range(0, Tiles.Length)];

    [Theory]
    [MemberData(nameof(TileIndices))]
    public void Every_count_of_positions_around_one_and_two_tiles(int index)
    {
        GemmTileEntry tile = Tiles[index];
        for (int positions = 1; positions <= 2 * tile.Columns + 1; positions++)
            Check(tile, new GroupedConv2dOptions(2, tile.Rows, 1), 1, 1, positions);
    }

    [Theory]
    [MemberData(nameof(TileIndices))]
    public void Every_count_of_channels_around_one_and_two_tiles(int index)
    {
        GemmTileEntry tile = Tiles[index];
        for (int channels = 1; channels <= 2 * tile.Rows + 1; channels++)
            Check(tile, new GroupedConv2dOptions(3, 3 * channels, 3) { Groups = 3, Padding = 1 }, 2, 5, 7);
    }

    [Theory]
    [MemberData(nameof(TileIndices))]
    public void Taps_that_need_one_block_and_several(int index)
    {
        GemmTileEntry tile = Tiles[index];
        foreach (int taps in new[] { 1, 2, 511, 512, 513, 1100 })
            Check(tile, new GroupedConv2dOptions(taps, tile.Rows + 1, 1) { Clamp = OutputClamp.Relu }, 1, 3, tile.Columns / 2 + 1);
    }

    [Theory]
    [MemberData(nameof(TileIndices))]
    public void Strides_dilations_and_rows_of_every_width(int index)
    {
        for (int width = 1; width <= 40; width++)
        {
            var options = new GroupedConv2dOptions(4, 10, (2, 3))
            {
                Groups = 2,
                Stride = (1, 1 + width % 3),
                Dilation = (1, 1 + width % 2),
                Padding = new Padding(1, 2, 0, 2),
                Bias = width % 2 == 0,
            };
            Check(Tiles[index], options, 1, 4, width);
        }
    }

    private static unsafe void Check(GemmTileEntry tile, GroupedConv2dOptions options, int batch, int height, int width)
    {
        var layer = new GroupedConv2d(options, seed: width);
        float[] input = TestData.Uniform((long)batch * options.InChannels * height * width, height);
        float[] expected = TestData.Reference(layer, batch, height, width, input);

        var plan = new Im2colGemmPlan(layer.Geometry(height, width, batch), tile);
        var weights = new LayerWeights(layer.Weights.ToArray(), layer.Bias.ToArray());
        ConvCall call = new PreparedIm2colGemm(plan, weights).NewCall(new Scratch());
        var actual = new float[expected.Length];
        fixed (float* source = input, destination = actual)
            call.Run(source, null, destination, maxThreads: 2, CancellationToken.None);
        Bits.ShouldBeTheSame(actual, expected, $"{layer} on {batch} x {height} x {width}, tile {tile.Rows} x {tile.Columns} of {tile.Tier}");
    }
}
