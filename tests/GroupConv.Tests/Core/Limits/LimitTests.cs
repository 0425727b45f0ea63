using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core.Limits;

/// <summary>Layers that pass 2^31 elements somewhere are planned, with what runs them, or refused with the number that is too large.</summary>
public class LimitTests
{
    private static readonly GroupedConv2dOptions Small = new(1, 1, 3) { Padding = 1 };

    /// <summary>Tensors of views over native memory may be as long as that: only the definition, which takes spans, cannot run these.</summary>
    [Theory]
    [InlineData(ConvAlgorithm.SpatialLanes)]
    [InlineData(ConvAlgorithm.ChannelLanes)]
    [InlineData(ConvAlgorithm.Depthwise)]
    public void A_batch_beyond_2_to_the_31_elements_is_planned_and_counted(ConvAlgorithm algorithm)
    {
        var geometry = new ConvGeometry(Small with { Algorithm = algorithm }, int.MaxValue, 4, 4);
        geometry.InElements.Should().Be(16L * int.MaxValue);
        var plan = ConvPlan.Of(geometry);
        plan.Algorithm.Should().Be(algorithm);
        plan.Tasks.Should().BePositive();
        plan.EstimatedCycles.Should().BePositive();
        plan.ToString().Should().NotMatchRegex(@"-\d");
        ConvPlan.Candidates(geometry).Select(candidate => candidate.Algorithm).Should().NotContain(ConvAlgorithm.Reference).And.NotContain(ConvAlgorithm.Im2colGemm);
        Refuses(geometry.Options with { Algorithm = ConvAlgorithm.Reference }, int.MaxValue, 4, 4, "Reference cannot run this layer: its spans end at 2147483647 elements*34359738352*");
    }

    [Fact]
    public void What_no_buffer_holds_is_refused_with_its_count()
    {
        Refuses(Small with { Algorithm = ConvAlgorithm.Im2colGemm }, 1 << 26, 4, 4, "*the padded input has 2415919104 elements, over *");
        Refuses(Small with { Algorithm = ConvAlgorithm.SpatialLanes }, 1, 50_000, 50_000, "*an output plane has 2500000000 positions, over *");
        Refuses(Small with { Algorithm = ConvAlgorithm.Depthwise }, 1, 3, 1 << 25, "*an output row has 33554432 positions, over *");
        Refuses(Small with { Algorithm = ConvAlgorithm.Winograd, InChannels = 1 << 26, OutChannels = 1 << 26, Groups = 1 << 26 }, 1, 4, 4,
            "*the transformed weights have * elements, over *");
        Refuses(new(1 << 16, 1, (1, 3)) { Padding = (0, 1), Algorithm = ConvAlgorithm.SpatialLanes }, 1, 1, 1 << 16, "*a row block's padded input has * elements, over *");
        Refuses(new(16, 16, 1) { InputLayout = TensorLayout.Nchw16c, OutputLayout = TensorLayout.Nchw16c, Algorithm = ConvAlgorithm.ChannelLanes }, 1, 1, 1 << 27,
            "*over *");
    }

    /// <summary>Once planned for some more, which no array holds; tables of positions are in no other limit.</summary>
    [Theory]
    [InlineData(ConvAlgorithm.Im2colGemm, 2147483591)]
    [InlineData(ConvAlgorithm.SpatialLanes, 2147483583)]
    [InlineData(ConvAlgorithm.ChannelLanes, 2147483575)]
    public void A_plane_has_as_many_positions_as_a_table_of_them_can_have(ConvAlgorithm algorithm, int most)
    {
        foreach (VectorTier tier in VectorTiers.All)
        {
            GroupedConv2dOptions options = new(1, 1, 1) { Algorithm = algorithm, Tier = tier };
            ConvPlan.Of(new ConvGeometry(options, 1, most, 1)).Algorithm.Should().Be(algorithm);
            ConvPlan.Of(new ConvGeometry(options with { Kernel = (1, 2) }, 1, most, 2)).Algorithm.Should().Be(algorithm);
            Refuses(options, 1, most + 1, 1, $"{algorithm} cannot run this layer: an output plane has {most + 1L} positions, over {most}");
            Refuses(options, 1, 1, most + 1, $"{algorithm} cannot run this layer: an output plane has {most + 1L} positions, over {most}");
        }
    }

    /// <summary>Once planned, and refused in the call.</summary>
    [Theory]
    [InlineData(TensorLayout.Nchw8c, TensorLayout.Nchw)]
    [InlineData(TensorLayout.Nchw, TensorLayout.Nchw8c)]
    public void Planes_that_no_buffer_holds_cannot_be_reordered(TensorLayout from, TensorLayout to)
    {
        var options = new GroupedConv2dOptions(9, 9, 1) { InputLayout = from, OutputLayout = to };
        Refuses(options, 15, 4000, 4000, "no algorithm can run this layer:*the planes to reorder have 2160000000 elements, over *");
        ConvPlan.Candidates(new ConvGeometry(options, 15, 4000, 4000)).Should().BeEmpty();
    }

    /// <summary>Once planned; such a layer can never be.</summary>
    [Fact]
    public void Weights_that_no_array_holds_are_refused() =>
        Refuses(new(1 << 20, 1 << 12, 1), 1, 4, 4, "no algorithm can run this layer:*the weights have 4294967296 elements, over *");

    /// <summary>Once an overflow of groups times 36, without a word of the layer.</summary>
    [Fact]
    public void Many_groups_do_not_overflow_the_count_of_transformed_weights()
    {
        var options = new GroupedConv2dOptions(1 << 26, 1 << 26, 3) { Groups = 1 << 26, Algorithm = ConvAlgorithm.Winograd };
        Refuses(options, 1, 4, 4, "Winograd cannot run this layer: the transformed weights have 9663676416 elements, over *");
    }

    /// <summary>Once gathered in memory until there was none left.</summary>
    [Fact]
    public void Parts_whose_weights_fit_no_array_are_refused_before_they_are_gathered()
    {
        var part = new GroupedConv2d(new GroupedConv2dOptions(1, 1, 64));
        GroupedConv2d[] parts = [.. Enumerable.Repeat(part, 1 << 20)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Action gather = () => GroupedConv2d.FromGroups(parts);
        gather.Should().Throw<ArgumentException>().WithMessage("weights of shape [1048576, 1, 64, 64] do not fit one array*");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
    }

    /// <summary>Once a size that no memory was given for made tables of gigabytes, before the length was looked at.</summary>
    [Fact]
    public void Memory_that_is_too_short_costs_nothing()
    {
        foreach (ConvAlgorithm algorithm in new[] { ConvAlgorithm.Im2colGemm, ConvAlgorithm.SpatialLanes, ConvAlgorithm.ChannelLanes, ConvAlgorithm.Depthwise, ConvAlgorithm.Winograd })
        {
            var layer = new GroupedConv2d(Small with { Algorithm = algorithm });
            long before = GC.GetAllocatedBytesForCurrentThread();
            Action run = () => layer.Forward(new float[9], 1, 46_000, 46_000, new float[9]);
            run.Should().Throw<Exception>().Which.Should().Match(error => error is ArgumentException || error is NotSupportedException);
            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20, $"{algorithm}");
        }
    }

    /// <summary>Once the masks of all strips of a row were kept, more than ten times the row; only those at its ends need any.</summary>
    [Fact]
    public void Wide_rows_have_small_tables()
    {
        var layer = new GroupedConv2d(Small with { Algorithm = ConvAlgorithm.Depthwise });
        const int width = 200_003;
        float[] input = TestData.Uniform(3 * width, 1);
        Bits.ShouldBeTheSame(TestData.Run(layer, 1, 3, width, input), TestData.Reference(layer, 1, 3, width, input), "a wide row");
    }

    private static void Refuses(GroupedConv2dOptions options, int batch, int height, int width, string message)
    {
        Action plan = () => ConvPlan.Of(new ConvGeometry(options, batch, height, width));
        plan.Should().Throw<NotSupportedException>().WithMessage(message);
    }
}
