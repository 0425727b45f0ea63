using GroupConv.Networks.Training;
using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>A training as it was saved: a safetensors file with weights, running statistics, what the optimizer keeps, and how far it was.</summary>
public sealed class TrainingCheckpoint
{
    private TrainingCheckpoint(StateDict tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = ValueMap<string>.Of(metadata, nameof(metadata));
        State = CheckpointText.Read(metadata);
    }

    /// <summary>All tensors: the network's by their names, and others.</summary>
    public StateDict Tensors { get; }

    /// <summary>All strings, the caller's notes among them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The epochs that were finished.</summary>
    public IReadOnlyList<EpochResult> History => State.History.AsReadOnly();

    internal EpochState State { get; }

    /// <summary>The checkpoint in words.</summary>
    /// <returns>How many tensors and finished epochs it has.</returns>
    public override string ToString() => FormattableString.Invariant($"{Tensors}, {History.Count} epochs");

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What is in it.</returns>
    /// <exception cref="SafeTensorsException">The file is damaged or of another format.</exception>
    /// <exception cref="InvalidDataException">It has weights, but is no checkpoint of a training; the message says what is missing.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read, or is a pipe, socket or device.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TrainingCheckpoint Load(string path)
    {
        // Opened once: another training may put its checkpoint there meanwhile.
        using SafeTensorsFile file = SafeTensors.Open(path);
        if (!file.Metadata.TryGetValue("format", out string? format) || format != CheckpointText.Format)
            throw new InvalidDataException($"{path} is no checkpoint of a training");
        try
        {
            return new TrainingCheckpoint(file.ReadAll(), file.Metadata);
        }
        catch (FormatException error)
        {
            throw new InvalidDataException($"{path} is no checkpoint of a training: {error.Message}", error);
        }
    }
}
