namespace GroupConv.Networks.Training.Reports;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Colour">The name of its colour in the style sheet.</param>
/// <param name="Values">One for each epoch; NaN for none.</param>
internal sealed record Curve(string Name, string Colour, IReadOnlyList<double> Values)
{
    private static readonly string[] Colours = ["grouped", "standard", "dense", "depthwise", "pointwise", "other"];

    /// <summary>The colour of one of several.</summary>
    public static string ColourOf(int index) => Colours[index % Colours.Length];
}
