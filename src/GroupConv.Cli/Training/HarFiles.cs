using GroupConv.Networks;
using GroupConv.Networks.Models;

namespace GroupConv.Cli.Training;

/// <summary>What <c>train har</c> and <c>evaluate</c> read, with complaints that fit one line.</summary>
internal static class HarFiles
{
    private const string GroupsNote = "groups", BlocksNote = "blocks", WindowsNote = "train_windows";

    /// <summary>The network for nine signals and six activities.</summary>
    public static Network NetworkOf(int groups, int blocks) => ResNeXt1d.Create(HarDataset.Signals.Count, HarDataset.Activities.Count, groups, blocks);

    /// <summary>A window as the network's input.</summary>
    public static TensorShape Window => [1, HarDataset.Signals.Count, HarDataset.WindowLength];

    /// <summary>What a checkpoint says of its network and data.</summary>
    public static IReadOnlyDictionary<string, string> Notes(int groups, int blocks, int windows) => new Dictionary<string, string>
    {
        [GroupsNote] = FormattableString.Invariant($"{groups}"),
        [BlocksNote] = FormattableString.Invariant($"{blocks}"),
        [WindowsNote] = FormattableString.Invariant($"{windows}"),
    };

    /// <summary>The network of a checkpoint.</summary>
    /// <exception cref="UserErrorException">The checkpoint is of another kind of network.</exception>
    public static Network NetworkOf(TrainingCheckpoint checkpoint, string path)
    {
        try
        {
            return NetworkOf(Number(checkpoint, GroupsNote), Number(checkpoint, BlocksNote));
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new UserErrorException($"{path} is not of a training by 'train har': {ErrorText.OneLine(error)}", error);
        }
    }

    /// <exception cref="UserErrorException">The file is missing or damaged, or no checkpoint.</exception>
    public static TrainingCheckpoint Checkpoint(string path) => Read(path, () => TrainingCheckpoint.Load(path));

    /// <exception cref="UserErrorException">A file is missing or damaged.</exception>
    public static T Read<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException error)
        {
            throw new UserErrorException(ErrorText.OneLine(error), error); // names the file
        }
        catch (Exception error) when (error is SafeTensorsException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(ErrorText.OneLine(error, path), error);
        }
    }

    private static int Number(TrainingCheckpoint checkpoint, string note) => checkpoint.Metadata.TryGetValue(note, out string? text)
        ? ValueText.Number(text, least: 1, most: int.MaxValue)
        : throw new FormatException($"it does not say '{note}'");
}
