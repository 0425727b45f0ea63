namespace GroupConv.Cli.Training;

/// <summary>What the user asked of <c>train har</c>.</summary>
/// <param name="Data">The folder of the data.</param>
/// <param name="Out">The folder of checkpoint and report.</param>
/// <param name="Epochs">How often all windows are gone through.</param>
/// <param name="Batch">Windows of a step.</param>
/// <param name="Rate">Learning rate at the beginning.</param>
/// <param name="Groups">One training for each.</param>
/// <param name="Compares">Whether the user asked for a comparison, though it be of one.</param>
/// <param name="Blocks">Of each stage.</param>
/// <param name="Seed">Of weights and order.</param>
/// <param name="Threads">The most threads.</param>
/// <param name="Resume">Whether to go on from checkpoints that are there.</param>
internal sealed record HarSettings(
    string Data, string Out, int Epochs, int Batch, double Rate, IReadOnlyList<int> Groups, bool Compares, int Blocks, int Seed, int Threads, bool Resume)
{
    /// <summary>The checkpoint of a training.</summary>
    public string Checkpoint(int groups) => Path.Combine(Out, Compares ? FormattableString.Invariant($"checkpoint-g{groups}.safetensors") : "checkpoint.safetensors");

    public string Report => Path.Combine(Out, "report.html");

    /// <summary>The command line that goes on.</summary>
    public string ResumeCommand()
    {
        string groups = Compares ? $"--compare-groups {string.Join(',', Groups)}" : $"--groups {Groups[0]}";
        return FormattableString.Invariant(
            $"groupconv train har --data {Quoted(Data)} --out {Quoted(Out)} {groups} --blocks {Blocks} --epochs {Epochs} --batch {Batch} --lr {Rate} --seed {Seed} --resume");
    }

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}
