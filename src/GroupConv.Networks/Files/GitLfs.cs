namespace GroupConv.Networks.Files;

/// <summary>
/// A repository that keeps large files by Git LFS has small texts in their place, until they are fetched. Such a text is no damaged
/// model, and its user needs to know what to do.
/// </summary>
internal static class GitLfs
{
    /// <summary>What is wrong with such a file, for messages.</summary>
    public const string Message = "it is not the file itself but a Git LFS pointer to it: 'git lfs pull' fetches the file";

    /// <summary>Bytes that tell such a text from others.</summary>
    public static int StartBytes => Start.Length;

    private static ReadOnlySpan<byte> Start => "version https://git-lfs"u8;

    /// <summary>Whether a file that begins with these bytes is such a text.</summary>
    public static bool IsPointer(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Start);
}
