using System.Globalization;
using GroupConv.Networks;
using GroupConv.Networks.Blocks;
using GroupConv.Networks.Models;

namespace GroupConv.Tests.Networks;

public class SummaryTests
{
    private static readonly double[] Times = [0.25, 0, 0, 0.125, 0.0625, 0, 0.0625];

    [Fact]
    public void The_text_is_an_aligned_table_with_totals()
    {
        Small().Summary([[1, 8, 6, 6]]).ToString().Should().Be("""
            small: [1, 8, 6, 6] -> [1, 10]

            layer          kind               details                             input              output         params   MACs
            ---------------------------------------------------------------------------------------------------------------------
            features.conv  Conv2d             3x3, 8 -> 16, stride 2x2, groups 4  [1, 8, 6, 6]       [1, 16, 3, 3]     288  2,592
            features.bn    BatchNorm2d        16                                  [1, 16, 3, 3]      [1, 16, 3, 3]      32
            features.relu  ReLU                                                   [1, 16, 3, 3]      [1, 16, 3, 3]
            add            Add                                                    2 x [1, 16, 3, 3]  [1, 16, 3, 3]
            pool           AdaptiveAvgPool2d  to 1x1                              [1, 16, 3, 3]      [1, 16, 1, 1]
            flatten        Flatten                                                [1, 16, 1, 1]      [1, 16]
            <fc>           Linear             16 -> 10                            [1, 16]            [1, 10]           170    160
            ---------------------------------------------------------------------------------------------------------------------
            total          7 layers                                                                                    490  2,752

            490 params, 2.75 k MACs = 5.50 k FLOPs

            """);
    }

    [Fact]
    public void Times_have_their_columns()
    {
        string[] lines = Small().Summary([[1, 8, 6, 6]], Times).ToString().Split('\n');
        lines[2].Should().EndWith("params   MACs     ms   time");
        lines[4].Should().EndWith("288  2,592  0.250  50.0%");
        lines[^6].Should().EndWith("170    160  0.063  12.5%");
        lines[^5].Should().MatchRegex("^-+$");
        lines[^4].Should().EndWith("490  2,752  0.500");
        lines[^2].Should().Be("490 params, 2.75 k MACs = 5.50 k FLOPs, 11.0 MFLOP/s; a layer without a time runs within the one before it");
    }

    [Fact]
    public void Numbers_add_up()
    {
        Network network = ResNeXt.ResNeXt50_32x4d();
        NetworkSummary summary = network.Summary([[1, 3, 224, 224]]);
        summary.Params.Should().Be(network.Params).And.Be(summary.Rows.Sum(row => row.Params));
        summary.Macs.Should().Be(network.Macs([1, 3, 224, 224])).And.Be(summary.Rows.Sum(row => row.Macs));
        summary.Milliseconds.Should().BeNull();
        summary.Rows.Select(row => row.Node).Should().Equal(network.Nodes);
        summary.Outputs.Single().Should().Equal(1, 1000);
        Small().Summary([[1, 8, 6, 6]], Times).Milliseconds.Should().Be(0.5);
    }

    [Fact]
    public void Times_that_are_not_those_of_the_layers_are_refused()
    {
        FluentActions.Invoking(() => Small().Summary([[1, 8, 6, 6]], [1, 2])).Should().Throw<ArgumentException>().WithMessage("small has 7 layers, but got 2 times*");
        foreach (double wrong in new[] { -1, double.NaN, double.PositiveInfinity })
            FluentActions.Invoking(() => Small().Summary([[1, 8, 6, 6]], [wrong, 0, 0, 0, 0, 0, 0])).Should().Throw<ArgumentException>().WithMessage("a time must be finite*");
        FluentActions.Invoking(() => Small().Summary([[1, 9, 6, 6]])).Should().Throw<ArgumentException>().WithMessage("node 'features.conv'*");
    }

    [Fact]
    public void The_culture_changes_nothing()
    {
        NetworkSummary summary = Small().Summary([[1, 8, 6, 6]], Times);
        (string text, string page) = (summary.ToString(), summary.ToHtml());
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            // The tests run without ICU, where every culture is like the invariant one: so make one that is not.
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NumberGroupSeparator = ".";
            CultureInfo.CurrentCulture = culture;
            summary.ToString().Should().Be(text);
            summary.ToHtml().Should().Be(page);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(7, "7")]
    [InlineData(999, "999")]
    [InlineData(1000, "1.00 k")]
    [InlineData(999_400, "999 k")]
    [InlineData(999_999, "1.00 M")]
    [InlineData(25_028_904, "25.0 M")]
    [InlineData(4_230_479_872, "4.23 G")]
    [InlineData(9_996, "10.0 k")]
    [InlineData(99_960, "100 k")]
    [InlineData(2e12, "2.00 T")]
    [InlineData(0.5, "0.500")]
    public void Quantities_have_three_digits(double number, string text) => Quantity.Short(number).Should().Be(text);

    internal static Network Small()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Input();
        using (builder.Scope("features"))
            x = builder.ConvBnAct(("conv", "bn", "relu"), x, new(8, 16, 3) { Stride = 2, Padding = 1, Groups = 4 }, new ReLU());
        x = builder.Add("add", new Add(), x, x);
        x = builder.Add("pool", new AdaptiveAvgPool2d(1), x);
        x = builder.Add("flatten", new Flatten(), x);
        return builder.Build("small", builder.Add("<fc>", new Linear(16, 10), x));
    }
}
