using System.Globalization;
using GroupConv.Networks;

namespace GroupConv.Tests.Callers;

/// <summary>Every value of a public type prints itself in a line that says something, in every culture.</summary>
public class PrintingTests
{
    private const int MostCharacters = 700;

    // The plan and the summary of a network are reports of several lines, as they say.
    private static readonly Type[] Reports = [typeof(ConvPlan), typeof(NetworkSummary)];

    public static TheoryData<string> Types => [.. Instances.All.Keys.Select(type => type.Name)];

    [Fact]
    public void Every_public_type_has_instances_here()
    {
        IEnumerable<Type> types = PublicSurface.Types.Where(type =>
            !type.IsEnum && !typeof(Exception).IsAssignableFrom(type) && (!type.IsAbstract || type == typeof(ConvPlan)));
        Instances.All.Keys.Should().BeEquivalentTo(types, "a new public type needs an instance in Instances");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_value_prints_itself_in_words(string name)
    {
        (Type type, Func<object[]> make) = Instances.All.Single(one => one.Key.Name == name);
        foreach (object value in make())
        {
            value.Should().BeAssignableTo(type);
            string text = In(CultureInfo.InvariantCulture, value.ToString);
            text.Should().NotBeNullOrWhiteSpace();
            text.Should().NotContain("GroupConv.Networks.").And.NotContain("GroupConv.Onnx.").And.NotContain("System.").And.NotContain("`").And.NotContain("z__");
            text.Should().NotBe(type.FullName).And.NotBe($"GroupConv.{type.Name}");
            text.Length.Should().BeLessThan(Reports.Any(report => report.IsAssignableFrom(type)) ? 10 * MostCharacters : MostCharacters);
            if (!Reports.Contains(type))
                text.Should().NotContain("\n");
            foreach (CultureInfo culture in Cultures())
                In(culture, value.ToString).Should().Be(text, "numbers look alike everywhere");
            In(CultureInfo.InvariantCulture, () => (value, 1).ToString()).Should().Be($"({text}, 1)");
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Equality_and_hashes_never_throw(string name)
    {
        Func<object[]> make = Instances.All.Single(one => one.Key.Name == name).Value;
        object[] values = make();
        foreach (object value in values)
        {
            _ = value.GetHashCode();
            value.Equals(value).Should().BeTrue();
            foreach (object? stranger in new[] { null, new object() })
                value.Equals(stranger).Should().BeFalse();
            foreach (object other in values)
                value.Equals(other).Should().Be(other.Equals(value));
        }
    }

    [Fact]
    public void Layers_of_equal_lists_are_equal()
    {
        new Permute([0, 2, 1]).Should().Be(new Permute([0, 2, 1]));
        new Pad([0, 1], [2, 3]).Should().Be(new Pad([0, 1], [2, 3])).And.NotBe(new Pad([0, 1], [2, 4]));
    }

    /// <summary>A comma for the point, other signs, dots between thousands; made by hand, for the tests run without the data of cultures.</summary>
    private static IEnumerable<CultureInfo> Cultures()
    {
        foreach ((string point, string minus, string between) in new[] { (",", "-", "."), (",", "\u2212", "\u00a0"), ("\u066b", "\u061c-", "\u066c") })
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            NumberFormatInfo numbers = culture.NumberFormat;
            (numbers.NumberDecimalSeparator, numbers.NegativeSign, numbers.NumberGroupSeparator) = (point, minus, between);
            (numbers.NaNSymbol, numbers.PositiveInfinitySymbol) = ("nenumero", "\u221e");
            yield return culture;
        }
    }

    private static string In(CultureInfo culture, Func<string?> print)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return print() ?? "";
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
