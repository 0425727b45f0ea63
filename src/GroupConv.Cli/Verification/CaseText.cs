using System.Globalization;
using GroupConv.Cli.Files;

namespace GroupConv.Cli.Verification;

/// <summary>
/// A whole case as text, <c>name=value</c> with spaces between them, so that a failure can be repeated from what was printed. Values that
/// are the default are left out.
/// </summary>
internal static class CaseText
{
    private const int MostThreads = 256;

    private static readonly Field[] Fields =
    [
        new("n", "1", one => Number(one.Geometry.Batch)),
        new("c_in", null, one => Number(one.Geometry.InChannels)),
        new("h", null, one => Number(one.Geometry.InHeight)),
        new("w", null, one => Number(one.Geometry.InWidth)),
        new("c_out", null, one => Number(one.Geometry.OutChannels)),
        new("groups", "1", one => Number(one.Geometry.Groups)),
        new("kernel", "1,1", one => Size(one.Geometry.Kernel)),
        new("stride", "1,1", one => Size(one.Geometry.Stride)),
        new("dilation", "1,1", one => Size(one.Geometry.Dilation)),
        new("padding", "0,0,0,0", one => PaddingText(one.Geometry.Options.Padding)),
        new("padding_mode", nameof(PaddingMode.Zeros), one => $"{one.Geometry.Options.PaddingMode}"),
        new("bias", "false", one => Flag(one.Geometry.Options.Bias)),
        new("residual", "false", one => Flag(one.WithResidual)),
        new("specials", "false", one => Flag(one.WithSpecials)),
        new("clamp", "none", one => ClampText(one.Geometry.Options.Clamp)),
        new("input", nameof(TensorLayout.Nchw), one => $"{one.Geometry.Options.InputLayout}"),
        new("output", nameof(TensorLayout.Nchw), one => $"{one.Geometry.Options.OutputLayout}"),
        new("algorithm", nameof(ConvAlgorithm.Auto), one => $"{one.Geometry.Options.Algorithm}"),
        new("tier", nameof(VectorTier.Auto), one => $"{one.Geometry.Options.Tier}"),
        new("threads", "1", one => string.Join(',', one.ThreadCounts)),
        new("seed", "1", one => Number(one.Seed)),
    ];

    /// <summary>All of a case but its name.</summary>
    public static string Write(VerifyCase one) => string.Join(' ',
        Fields.Select(field => (field, Text: field.Write(one))).Where(pair => pair.Text != pair.field.Default).Select(pair => $"{pair.field.Name}={pair.Text}"));

    /// <summary>Reads what <see cref="Write"/> wrote, or what a user did in the same way.</summary>
    /// <exception cref="FormatException">A name or a value is not one, or the sizes do not fit each other.</exception>
    public static VerifyCase Read(string text)
    {
        Dictionary<string, string> given = Given(text);
        string Of(string name) =>
            given.GetValueOrDefault(name) ?? Fields.Single(field => field.Name == name).Default ?? throw new FormatException($"must say {name}=...");
        try
        {
            var options = new GroupedConv2dOptions(Int(Of("c_in"), 1), Int(Of("c_out"), 1), ValueText.Size(Of("kernel"), 1))
            {
                Groups = Int(Of("groups"), 1),
                Stride = ValueText.Size(Of("stride"), 1),
                Dilation = ValueText.Size(Of("dilation"), 1),
                Padding = ValueText.Padding(Of("padding")),
                PaddingMode = ValueText.Named<PaddingMode>(Of("padding_mode")),
                Bias = ReadFlag(Of("bias")),
                Clamp = ReadClamp(Of("clamp")),
                InputLayout = ValueText.Layout(Of("input")),
                OutputLayout = ValueText.Layout(Of("output")),
                Algorithm = ValueText.Algorithm(Of("algorithm")),
                Tier = ValueText.Named<VectorTier>(Of("tier")),
            };
            var geometry = new ConvGeometry(options, Int(Of("n"), 0), Int(Of("h"), 1), Int(Of("w"), 1));
            return new VerifyCase(new Layer("case", geometry), Int(Of("seed"), 0), ReadFlag(Of("specials")), ReadFlag(Of("residual")))
            {
                ThreadCounts = [.. Of("threads").Split(',').Select(number => ValueText.Number(number, 1, MostThreads))],
            };
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new FormatException($"is no case: {ErrorText.OneLine(error)}", error);
        }
    }

    private static Dictionary<string, string> Given(string text)
    {
        var given = new Dictionary<string, string>();
        foreach (string part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !Fields.Any(field => field.Name == part[..equals]) || !given.TryAdd(part[..equals], part[(equals + 1)..]))
                throw new FormatException($"must be name=value with each name once, of {string.Join(", ", Fields.Select(field => field.Name))}, but has '{part}'");
        }

        return given;
    }

    private static int Int(string text, int least) => ValueText.Number(text, least, int.MaxValue);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Size(Size2d size) => $"{Number(size.Height)},{Number(size.Width)}";

    private static string PaddingText(Padding padding) => padding.Kind switch
    {
        PaddingKind.SameUpper => "same-upper",
        PaddingKind.SameLower => "same-lower",
        _ => string.Create(CultureInfo.InvariantCulture, $"{padding.Top},{padding.Left},{padding.Bottom},{padding.Right}"),
    };

    private static string Flag(bool value) => value ? "true" : "false";

    private static bool ReadFlag(string text) =>
        bool.TryParse(text, out bool value) ? value : throw new FormatException($"must have true or false for a flag, but has '{text}'");

    private static string ClampText(OutputClamp clamp) =>
        clamp == OutputClamp.None ? "none" : string.Create(CultureInfo.InvariantCulture, $"{clamp.Min:R},{clamp.Max:R}");

    private static OutputClamp ReadClamp(string text)
    {
        if (text == "none")
            return OutputClamp.None;
        float[] limits = [.. text.Split(',').Select(part => float.Parse(part, NumberStyles.Float, CultureInfo.InvariantCulture))];
        return limits.Length == 2 ? new OutputClamp(limits[0], limits[1]) : throw new FormatException($"must have none or min,max for clamp, but has '{text}'");
    }

    private sealed record Field(string Name, string? Default, Func<VerifyCase, string> Write);
}
