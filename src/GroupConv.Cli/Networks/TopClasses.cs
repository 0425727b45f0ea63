using GroupConv.Cli.Files;
using GroupConv.Cli.Output;

namespace GroupConv.Cli.Networks;

/// <summary>The likeliest classes of a classifier's output.</summary>
internal static class TopClasses
{
    private const double SumTolerance = 1e-3;

    /// <summary>Writes a table of them; an output that is no distribution is made one (softmax).</summary>
    /// <exception cref="UserErrorException">The output is not [1, classes], or there are labels for another number of classes.</exception>
    public static void Write(CliConsole console, TensorData output, int count, IReadOnlyList<string>? labels)
    {
        if (output.Values.Length == 0 || output.Shape.Count == 0 || output.Shape[^1] != output.Values.Length)
            throw new UserErrorException($"--top needs an output of one row of classes, but it is {output.ShapeText}");
        if (labels is not null && labels.Count != output.Values.Length)
            throw new UserErrorException($"there are {labels.Count} labels, but {output.Values.Length} classes");
        double[] probabilities = Probabilities(output.Values);
        var table = new TextTable("class", "probability", "<label");
        foreach (int index in Enumerable.Range(0, probabilities.Length).OrderByDescending(index => probabilities[index]).Take(count))
            table.Add($"{index}", Numbers.Short(probabilities[index]), labels?[index] ?? "");
        table.WriteTo(console);
    }

    private static double[] Probabilities(float[] values)
    {
        if (values.All(value => value is >= 0 and <= 1) && Math.Abs(values.Sum(value => (double)value) - 1) < SumTolerance)
            return Array.ConvertAll(values, value => (double)value);
        double max = values.Max();
        double[] exponentials = Array.ConvertAll(values, value => Math.Exp(value - max));
        double sum = exponentials.Sum();
        return Array.ConvertAll(exponentials, value => value / sum);
    }
}
