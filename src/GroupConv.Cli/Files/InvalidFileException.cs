namespace GroupConv.Cli.Files;

/// <summary>A file is not what it should be: the one exception of all readers here.</summary>
internal sealed class InvalidFileException(string path, string reason, Exception? cause = null)
    : UserErrorException($"{path}: {reason}", cause)
{
    /// <summary>The file's name, as the user gave it.</summary>
    public string Path { get; } = path;

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; } = reason;
}
