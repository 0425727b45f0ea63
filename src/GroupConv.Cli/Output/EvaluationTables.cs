using System.Globalization;
using GroupConv.Networks;

namespace GroupConv.Cli.Output;

/// <summary>Scores of a classification, and several trainings side by side.</summary>
internal static class EvaluationTables
{
    public static void Write(CliConsole console, Evaluation evaluation, IReadOnlyList<string> classes)
    {
        ConfusionMatrix confusion = evaluation.Confusion;
        var scores = new TextTable(["<class", "precision", "recall", "F1", "samples", .. classes.Select((_, i) => $"as {i + 1}")]);
        for (int one = 0; one < classes.Count; one++)
        {
            scores.Add([
                $"{one + 1} {classes[one]}", Score(confusion.Precision(one)), Score(confusion.Recall(one)), Score(confusion.F1(one)), Count(confusion.Support(one)),
                .. classes.Select((_, other) => Count(confusion[one, other])),
            ]);
        }

        scores.Add(["mean", Score(confusion.MacroPrecision), Score(confusion.MacroRecall), Score(confusion.MacroF1), Count(confusion.Count), .. classes.Select(_ => "")]);
        scores.WriteTo(console);
        console.Out.WriteLine($"test accuracy {Score(confusion.Accuracy)}, loss {Score(evaluation.Loss)}");
    }

    public static void WriteComparison(CliConsole console, IReadOnlyList<TrainingRun> runs)
    {
        var table = new TextTable("<", "test accuracy", "macro F1", "params", "of the first", "MFLOP", "of the first", "s an epoch", "ms a window");
        foreach (TrainingRun run in runs)
        {
            table.Add(
                run.Name, Score(run.Test.Confusion.Accuracy), Score(run.Test.Confusion.MacroF1), Count(run.Params), Numbers.Percent((double)run.Params / runs[0].Params),
                Numbers.MegaFlop(run.Flops), Numbers.Percent((double)run.Flops / runs[0].Flops), Numbers.Short(run.SecondsPerEpoch), Numbers.Short(run.Milliseconds));
        }

        table.WriteTo(console);
    }

    private static string Score(double score) => score.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);
}
