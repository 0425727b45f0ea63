namespace GroupConv.Networks.Files;

/// <summary>A name is that of a folder, pipe, socket or device, where a file was to be read or written.</summary>
/// <param name="path">The name.</param>
/// <param name="kind">What it is, with its article: <c>a pipe</c>.</param>
internal sealed class NotAFileException(string path, string kind) : IOException($"{VisibleText.Of(path)} is {kind}, not a file")
{
    /// <summary>What it is, with its article.</summary>
    public string Kind { get; } = kind;
}
