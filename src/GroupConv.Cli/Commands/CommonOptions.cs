using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace GroupConv.Cli.Commands;

/// <summary>Options that several commands have, and the way all of them are made.</summary>
internal static class CommonOptions
{
    private const int MostThreads = 256;

    /// <summary>An option whose value <paramref name="parse"/> reads; its <see cref="FormatException"/> becomes the complaint.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For help.</param>
    /// <param name="parse">Reads what the user wrote, and the default.</param>
    /// <param name="byDefault">As a user would write it; without it the value is null, or the type's.</param>
    /// <param name="required">Whether it must be there.</param>
    public static Option<Setting<T>> Create<T>(
        string name, string description, Func<string, T> parse, string? byDefault = null, bool required = false)
    {
        var option = new Option<Setting<T>>(name)
        {
            Description = description,
            Required = required,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Parse(result, name, parse),
        };
        if (byDefault is not null)
            option.DefaultValueFactory = _ => new Setting<T>(byDefault, parse(byDefault));
        return option;
    }

    public static Option<Setting<int>> Number(string name, string description, int byDefault, int least = 1, int most = int.MaxValue) =>
        Create(name, description, text => ValueText.Number(text, least, most), byDefault.ToString(CultureInfo.InvariantCulture));

    public static Option<Setting<int>> Threads() => Number(
        "--threads", "The most threads to use; one a processor by default.", Math.Min(Environment.ProcessorCount, MostThreads), most: MostThreads);

    public static Option<Setting<ConvAlgorithm>> Algorithm() => Create(
        "--algorithm", $"One of {string.Join(", ", Enum.GetNames<ConvAlgorithm>())}.", ValueText.Algorithm, nameof(ConvAlgorithm.Auto));

    public static Option<Setting<TensorLayout>> Layout() => Create(
        "--layout", $"Layout of input and output: one of {string.Join(", ", Enum.GetNames<TensorLayout>())}.", ValueText.Layout, nameof(TensorLayout.Nchw));

    public static Option<Setting<BenchFormat>> Format() => Create("--format", "table or csv.", FormatOf, byDefault: "table");

    public static Option<Setting<string?>> Path(string name, string description, bool required = false) =>
        Create<string?>(name, description, text => text.Length > 0 ? text : throw new FormatException("must name a file"), required: required);

    public static Option<Setting<string?>> Layers(bool required = true) =>
        Path("--layers", "A layer file: comma-separated, one convolution a line.", required);

    /// <summary>The value that the user gave, or the default.</summary>
    public static T Read<T>(this ParseResult parsed, Option<Setting<T>> option) => parsed.GetValue(option).Value;

    private static BenchFormat FormatOf(string text) => text switch
    {
        "csv" => BenchFormat.Csv,
        "table" => BenchFormat.Table,
        _ => throw new FormatException($"must be table or csv, but is '{text}'"),
    };

    private static Setting<T> Parse<T>(ArgumentResult result, string name, Func<string, T> parse)
    {
        try
        {
            string text = result.Tokens[0].Value;
            return new Setting<T>(text, parse(text));
        }
        catch (FormatException error)
        {
            result.AddError($"{name} {error.Message}");
            return default;
        }
    }
}
