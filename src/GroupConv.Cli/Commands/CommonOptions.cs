using System.CommandLine;
using System.CommandLine.Parsing;

namespace GroupConv.Cli.Commands;

/// <summary>Options that several commands have, and the way all of them are made.</summary>
internal static class CommonOptions
{
    private const int MostThreads = 256;

    /// <summary>An option whose value <paramref name="parse"/> reads; its <see cref="FormatException"/> becomes the complaint.</summary>
    public static Option<T> Create<T>(string name, string description, Func<string, T> parse, T? byDefault = default, bool required = false)
    {
        var option = new Option<T>(name)
        {
            Description = description,
            Required = required,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Parse(result, name, parse),
        };
        if (!required)
            option.DefaultValueFactory = _ => byDefault!;
        return option;
    }

    public static Option<int> Number(string name, string description, int byDefault, int least = 1, int most = int.MaxValue) =>
        Create(name, description, text => ArgumentText.Number(text, least, most), byDefault);

    public static Option<int> Threads() =>
        Number("--threads", "The most threads to use; one a processor by default.", Environment.ProcessorCount, most: MostThreads);

    public static Option<ConvAlgorithm> Algorithm() =>
        Create("--algorithm", $"One of {string.Join(", ", Enum.GetNames<ConvAlgorithm>())}.", ArgumentText.Algorithm, ConvAlgorithm.Auto);

    public static Option<string?> Path(string name, string description, bool required = false) =>
        Create<string?>(name, description, text => text.Length > 0 ? text : throw new FormatException("must name a file"), required: required);

    public static Option<string?> Layers(bool required = true) =>
        Path("--layers", "A layer file: comma-separated, one convolution a line.", required);

    private static T? Parse<T>(ArgumentResult result, string name, Func<string, T> parse)
    {
        try
        {
            return parse(result.Tokens[0].Value);
        }
        catch (FormatException error)
        {
            result.AddError($"{name} {error.Message}");
            return default;
        }
    }
}
