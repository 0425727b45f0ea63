using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GroupConv.Networks;
using GroupConv.Networks.Models;

namespace GroupConv.Tests.Networks;

public partial class SummaryPageTests
{
    public static TheoryData<string> Names => [.. NamedModels.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_of_a_model_needs_nothing_but_itself(string name)
    {
        string page = PageOf(name);
        page.Should().StartWith("<!DOCTYPE html>").And.Contain($"<title>{name}</title>").And.EndWith("</html>\n");
        page.Should().NotContainAny("http:", "https:", "src=", "href=", "url(", "<script", "@import", "NaN", "Infinity", "\u221e");
        Pictures(page).Should().NotBeEmpty("every picture should be well-formed XML");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_layer_with_work_has_a_column_within_the_chart(string name)
    {
        NamedModel model = NamedModels.Get(name);
        XElement chart = Pictures(PageOf(name)).Single(picture => (string?)picture.Attribute("class") == "chart");
        XElement[] columns = [.. chart.Elements("g")];
        string[] named = [.. columns.Select(column => column.Element("title")!.Value.Split('\n')[0])];
        named.Should().Contain(model.Create().Summary([model.Input]).Rows.Where(row => row.Macs > 0).Select(row => row.Node.Name)).And.OnlyHaveUniqueItems();
        double[] size = [.. ((string)chart.Attribute("viewBox")!).Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        chart.Descendants("rect").Should().OnlyContain(bar => Number(bar, "x") >= 0 && Number(bar, "y") >= 0 && Number(bar, "width") >= 0
            && Number(bar, "x") + Number(bar, "width") <= size[2] + 0.1 && Number(bar, "y") + Number(bar, "height") <= size[3]);
    }

    [Fact]
    public void Bars_are_as_high_as_their_values()
    {
        XElement chart = Pictures(PageOf("alexnet")).Single(picture => (string?)picture.Attribute("class") == "chart");
        double Height(string layer, int panel) => Number(chart.Elements("g").Single(column => column.Element("title")!.Value.StartsWith(layer + "\n", StringComparison.Ordinal))
            .Elements("rect").ElementAt(panel + 1), "height"); // the first is what the mouse hits
        // 4096 * 4096 + 4096 of 9216 * 4096 + 4096 params, and as many MACs but for the biases.
        (Height("classifier.4", 0) / Height("classifier.1", 0)).Should().BeApproximately(4097.0 / 9217, 0.001);
        (Height("classifier.4", 1) / Height("classifier.1", 1)).Should().BeApproximately(4096.0 / 9216, 0.01);
    }

    [Fact]
    public void Time_has_a_panel_and_a_column_where_it_is_known()
    {
        Network network = SummaryTests.Small();
        string page = network.Summary([[1, 8, 6, 6]], [0.25, 0, 0, 0.125, 0.0625, 0, 0.0625]).ToHtml();
        page.Should().Contain(">Time<").And.Contain("Time: 0.250 ms (50.0%)").And.Contain("<b>0.500 ms</b>");
        network.Summary([[1, 8, 6, 6]]).ToHtml().Should().NotContain("Time");
    }

    [Fact]
    public void Names_are_text()
    {
        string page = SummaryTests.Small().Summary([[1, 8, 6, 6]]).ToHtml();
        page.Should().Contain("&lt;fc&gt;").And.NotContain("<fc>");
    }

    [Fact]
    public void A_network_without_layers_has_a_page()
    {
        var builder = new NetworkBuilder();
        NetworkSummary summary = builder.Build("nothing", builder.Input()).Summary([[1, 3]], []);
        summary.ToHtml().Should().Contain("<b>0</b>").And.NotContain("NaN");
        summary.ToString().Should().Contain("0 layers");
    }

    [Theory]
    [InlineData("resnext50_32x4d", "conv1 \u2013 maxpool|layer1|layer2|layer3|layer4|avgpool \u2013 fc")]
    [InlineData("alexnet", "features|avgpool \u2013 flatten|classifier")]
    [InlineData("mobilenet_v1_0.5", "112\u00d7112|56\u00d756|28\u00d728|14\u00d714|7\u00d77|head")]
    [InlineData("shufflenet_v2_x1_0", "conv1|maxpool|stage2|stage3|stage4|conv5|avgpool \u2013 fc")]
    [InlineData("resnext1d", "fine|conv \u2013 relu|layer1|layer2|layer3|layer4|avgpool \u2013 fc")]
    public void Stages_are_what_a_reader_would_call_so(string name, string stages)
    {
        NamedModel model = NamedModels.Get(name);
        IReadOnlyList<SummaryStage> found = SummaryStage.Of(model.Create().Summary([model.Input]).Rows);
        string.Join('|', found.Select(stage => stage.Name)).Should().Be(stages);
    }

    [Fact]
    public void Networks_of_one_module_are_divided_by_what_is_in_it()
    {
        NamedModel model = NamedModels.Get("mobilenet_v2");
        SummaryStage.Of(model.Create().Summary([model.Input]).Rows).Select(stage => stage.Name).Should()
            .Equal([.. Enumerable.Range(0, 19).Select(block => $"features.{block}"), "avgpool \u2013 flatten", "classifier"]);
    }

    private static string PageOf(string name)
    {
        NamedModel model = NamedModels.Get(name);
        return model.Create().Summary([model.Input]).ToHtml();
    }

    private static XElement[] Pictures(string page) => [.. Picture().Matches(page).Select(match => XElement.Parse(match.Value))];

    private static double Number(XElement element, string attribute) => element.Attribute(attribute) is { } value ? double.Parse(value.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Picture();
}
