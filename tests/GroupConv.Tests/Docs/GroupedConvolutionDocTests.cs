using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GroupConv.Tests.Docs;

/// <summary>Keeps docs/grouped-convolution.md true: its tables, its code, its messages and the numbers in its figures.</summary>
public sealed partial class GroupedConvolutionDocTests
{
    private const string File = "docs/grouped-convolution.md";
    private const string Figures = "docs/figures";

    private static readonly Dictionary<string, Func<string>> Blocks = new()
    {
        ["one-output"] = () => Code("one-output"),
        ["standard-cost"] = GroupedConvolutionTables.StandardCost,
        ["three-views"] = () => Code("three-views"),
        ["tiny"] = GroupedConvolutionTables.Tiny,
        ["by-groups"] = GroupedConvolutionTables.ByGroups,
        ["cost"] = () => Code("cost"),
        ["depthwise"] = () => Code("depthwise"),
        ["separable-cost"] = GroupedConvolutionTables.Separable,
        ["separable"] = () => Code("separable"),
        ["shuffle"] = () => Code("shuffle"),
        ["cardinality"] = GroupedConvolutionTables.Cardinality,
        ["errors"] = Errors,
    };

    public static TheoryData<string> BlockNames => [.. Blocks.Keys];

    [Theory]
    [MemberData(nameof(BlockNames))]
    public void A_block_is_what_the_library_says(string name) => DocBlock.Check(File, name, Blocks[name]());

    [Fact]
    public void Every_block_has_a_test_that_writes_it() => DocBlock.Names(File).Should().BeEquivalentTo(Blocks.Keys);

    [Fact]
    public void Every_figure_is_shown_and_every_link_leads_somewhere()
    {
        string[] targets = [.. LinkTarget().Matches(DocBlock.ReadFile(File)).Select(match => match.Groups[1].Value)];
        string[] headings = [.. DocBlock.ReadFile(File).Split('\n').Where(line => line.StartsWith('#')).Select(Anchor)];

        targets.Where(target => target.StartsWith('#')).Should().BeSubsetOf(headings);
        string folder = Path.GetDirectoryName(DocBlock.FullPath(File))!;
        string[] local = [.. targets.Where(target => !target.StartsWith('#') && !target.StartsWith("https://", StringComparison.Ordinal))];
        foreach (string target in local)
            Path.Exists(Path.Combine(folder, target.Split('#')[0])).Should().BeTrue("{0} links to {1}", File, target);
        foreach (string figure in FigureFiles())
            targets.Should().Contain($"figures/{Path.GetFileName(figure)}");
    }

    [Fact]
    public void Figures_are_small_and_need_nothing_from_elsewhere()
    {
        foreach (string path in FigureFiles())
        {
            new FileInfo(path).Length.Should().BeLessThan(30_000, path);
            XElement svg = XDocument.Load(path).Root!;
            svg.Elements().Select(e => e.Name.LocalName).Should().Contain(["title", "desc"], "{0} speaks to screen readers too", path);
            svg.Descendants().Select(e => e.Name.LocalName).Should().NotContain(["script", "image", "foreignObject", "style"], path);
            svg.DescendantsAndSelf().Attributes().Select(a => a.Name.LocalName).Should().NotContain("href", path);
        }
    }

    [Fact]
    public void Figures_show_the_librarys_numbers()
    {
        string bars = DocBlock.ReadFile($"{Figures}/cost-by-groups.svg");
        string roofline = DocBlock.ReadFile($"{Figures}/roofline.svg");
        foreach (int groups in GroupedConvolutionTables.Groups)
        {
            ConvCost cost = GroupedConvolutionTables.CostOf(GroupedConvolutionTables.Example with { Groups = groups });

            bars.Should().Contain($">{GroupedConvolutionTables.Count(cost.WeightParams)}<");
            bars.Should().Contain($">{GroupedConvolutionTables.Count(cost.Flops)}<");
            bars.Should().Contain($">{cost.FlopsRatio}<");
            roofline.Should().Contain($">{GroupedConvolutionTables.Number(cost.ArithmeticIntensity)}<");
        }
    }

    [Fact]
    public void The_figure_of_the_separable_pair_counts_right()
    {
        var standard = new GroupedConv2dOptions(3, 4, 3) { Bias = false };
        long all = GroupedConvolutionTables.CostOf(standard).WeightParams;
        long depthwise = GroupedConvolutionTables.CostOf(standard with { OutChannels = 3, Groups = 3 }).WeightParams;
        long pointwise = GroupedConvolutionTables.CostOf(standard with { Kernel = 1 }).WeightParams;
        string figure = DocBlock.ReadFile($"{Figures}/depthwise-separable.svg");

        figure.Should().Contain($">{all} Params<").And.Contain($">{depthwise} + {pointwise} = {depthwise + pointwise} Params<");
        DocBlock.ReadFile(File).Should().Contain($"{depthwise + pointwise}/{all} = {new Fraction(depthwise + pointwise, all)}");
    }

    private static string Code(string name) => DocBlock.Fence("csharp", DocBlock.Snippet(GroupedConvolutionSnippets.File, name));

    private static string Errors() => GroupedConvolutionTables.Table(
        "| what was written | what the library says |",
        "|---|---|",
        from attempt in new (string Text, Action Run)[]
        {
            ("10 -> 16 channels, `Groups = 4`", () => new GroupedConv2dOptions(10, 16, 3) { Groups = 4 }.Validate()),
            ("8 -> 10 channels, `Groups = 4`", () => new GroupedConv2dOptions(8, 10, 3) { Groups = 4 }.Validate()),
            ("dense weights for a grouped layer", () => _ = new GroupedConv2d(new(6, 6, 1) { Groups = 3, Bias = false }, new float[36])),
            ("one group's channels as input", () => new GroupedConv2d(new(6, 6, 1) { Groups = 3 }).Forward(Zeros(1, 2, 4, 4))),
            ("a 3x3 kernel on 2x2 without padding", () => new GroupedConv2d(new(6, 6, 3)).Plan(2, 2)),
        }
        select new[] { attempt.Text, FluentActions.Invoking(attempt.Run).Should().Throw<ArgumentException>().Which.Message });

    private static System.Numerics.Tensors.Tensor<float> Zeros(params ReadOnlySpan<nint> shape) =>
        System.Numerics.Tensors.Tensor.CreateFromShape<float>(shape);

    private static string[] FigureFiles() => Directory.GetFiles(DocBlock.FullPath(Figures), "*.svg");

    /// <summary>The name that GitHub gives a heading.</summary>
    private static string Anchor(string heading) =>
        "#" + NotInAnchor().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkTarget();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();
}
