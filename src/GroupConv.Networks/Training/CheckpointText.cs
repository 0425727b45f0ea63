using System.Globalization;

namespace GroupConv.Networks.Training;

/// <summary>The strings of a checkpoint: numbers as text that reads back to the same bits.</summary>
internal static class CheckpointText
{
    public const string Format = "groupconv-training-1";

    private const string LabelSmoothing = "label_smoothing";
    private const char Between = ' ', Behind = ';';

    /// <summary>What must be equal where a training goes on, or it would be another one.</summary>
    public static IEnumerable<(string Key, string Text)> Identity(TrainerOptions options) =>
    [
        ("seed", Text(options.Seed)), ("batch_size", Text(options.BatchSize)), ("epochs", Text(options.Epochs)),
        ("optimizer", options.Optimizer.ToString()), ("learning_rate", options.LearningRate.ToString()),
        (LabelSmoothing, Text(options.LabelSmoothing)),
        .. options.Notes.Select(note => (note.Key, note.Value)),
    ];

    /// <summary>What a part of the identity is where a file does not say: those of before labels could be smoothed did not smooth them.</summary>
    public static string WhereMissing(string key) => key == LabelSmoothing ? "0" : "not there";

    public static void Write(Dictionary<string, string> metadata, EpochState state)
    {
        metadata["steps"] = Text(state.Steps);
        metadata["runs"] = Text(state.Runs);
        metadata["epoch"] = Text(state.History.Count);
        metadata["batch"] = Text(state.Batch);
        metadata["loss_sum"] = Text(state.Loss);
        metadata["correct"] = Text(state.Correct);
        metadata["seconds"] = Text(state.Seconds);
        metadata["history"] = string.Join(Behind, state.History.Select(Text));
    }

    /// <exception cref="FormatException">A string is missing or not what it must be; the message names it.</exception>
    public static EpochState Read(IReadOnlyDictionary<string, string> metadata)
    {
        var state = new EpochState
        {
            Steps = Whole(metadata, "steps"),
            Runs = Whole(metadata, "runs"),
            Batch = (int)Math.Clamp(Whole(metadata, "batch"), -1, int.MaxValue),
            Loss = Number(metadata, "loss_sum"),
            Correct = Whole(metadata, "correct"),
            Seconds = Number(metadata, "seconds"),
        };
        foreach (string line in Of(metadata, "history").Split(Behind, StringSplitOptions.RemoveEmptyEntries))
            state.History.Add(ResultOf(line));
        if (new[] { state.Batch, state.Steps, state.Runs, state.Correct }.Min() < 0)
            throw new FormatException("a count is negative");
        if (!double.IsFinite(state.Loss) || !double.IsFinite(state.Seconds))
            throw new FormatException("'loss_sum' or 'seconds' is not finite");
        return state.History.Count == Whole(metadata, "epoch")
            ? state
            : throw new FormatException($"'history' has {state.History.Count} epochs, but 'epoch' is {metadata["epoch"]}");
    }

    private static long Whole(IReadOnlyDictionary<string, string> metadata, string key) =>
        long.TryParse(Of(metadata, key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new FormatException($"'{key}' is not a whole number");

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static double Number(IReadOnlyDictionary<string, string> metadata, string key) => NumberOf(Of(metadata, key), key);

    private static double NumberOf(string text, string key) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw new FormatException($"'{key}' is not a number");

    private static string Of(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out string? text) ? text : throw new FormatException($"'{key}' is missing");

    private static string Text(EpochResult result) => string.Join(
        Between, Text((long)result.Epoch), Text(result.TrainLoss), Text(result.TrainAccuracy), Text(result.TestLoss), Text(result.TestAccuracy),
        Text(result.LearningRate), Text(result.Seconds));

    private static EpochResult ResultOf(string line)
    {
        double[] numbers = [.. line.Split(Between).Select(text => NumberOf(text, "history"))];
        return numbers is [var epoch, var loss, var accuracy, var testLoss, var testAccuracy, var rate, var seconds]
            ? new EpochResult((int)epoch, loss, accuracy, testLoss, testAccuracy, rate, seconds)
            : throw new FormatException("'history' has a line of another length");
    }
}
