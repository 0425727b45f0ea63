using GroupConv.Tests.Support;

namespace GroupConv.Tests.Docs;

/// <summary>
/// A part of a Markdown file that a test writes, from a line <c>&lt;!-- begin: NAME --&gt;</c> to a line
/// <c>&lt;!-- end: NAME --&gt;</c>. Numbers and code that a reader sees are therefore those of the library, or a test fails.
/// </summary>
internal static class DocBlock
{
    /// <summary>Set to 1, the tests write the blocks instead of comparing them.</summary>
    public const string UpdateVariable = "GROUPCONV_UPDATE_DOCS";

    private const string BeginMarker = "<!-- begin: ";
    private const string MarkerEnd = " -->";

    // Test classes run side by side, and two of them may write blocks of one file.
    private static readonly Lock WriteLock = new();

    /// <summary>Compares a block with what it should be, or writes it where <see cref="UpdateVariable"/> is 1.</summary>
    /// <param name="file">Path from the repository's root.</param>
    /// <param name="name">The block's name.</param>
    /// <param name="expected">The lines between the markers.</param>
    public static void Check(string file, string name, string expected)
    {
        lock (WriteLock)
        {
            string text = ReadFile(file);
            if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            {
                string updated = Replace(text, name, expected);
                if (updated != text)
                    File.WriteAllText(FullPath(file), updated);
                return;
            }

            Find(text, name).Should().Be(
                Normalized(expected), "block '{0}' of {1} is written by this test; {2}=1 rewrites it", name, file, UpdateVariable);
        }
    }

    /// <summary>Names of all blocks of a file, in order.</summary>
    /// <param name="file">Path from the repository's root.</param>
    public static IReadOnlyList<string> Names(string file) =>
    [
        .. ReadFile(file).Split('\n')
            .Where(line => line.StartsWith(BeginMarker, StringComparison.Ordinal) && line.EndsWith(MarkerEnd, StringComparison.Ordinal))
            .Select(line => line[BeginMarker.Length..^MarkerEnd.Length]),
    ];

    /// <summary>What stands between a block's markers.</summary>
    /// <param name="text">A whole file.</param>
    /// <param name="name">The block's name.</param>
    public static string Find(string text, string name)
    {
        text = Unix(text);
        (int start, int end) = Range(text, name);
        return Normalized(text[start..end]);
    }

    /// <summary>The text with another content between a block's markers.</summary>
    /// <param name="text">A whole file.</param>
    /// <param name="name">The block's name.</param>
    /// <param name="content">The lines to stand there.</param>
    public static string Replace(string text, string name, string content)
    {
        text = Unix(text);
        (int start, int end) = Range(text, name);
        // Empty lines around it: Markdown sees no table in the line after an HTML comment.
        return $"{text[..start]}\n{Normalized(content)}\n\n{text[end..]}";
    }

    /// <summary>A block of code in a Markdown fence.</summary>
    /// <param name="language">For the colours: <c>csharp</c>, <c>text</c>.</param>
    /// <param name="code">The lines of the fence.</param>
    public static string Fence(string language, string code) => $"```{language}\n{Normalized(code)}\n```";

    /// <summary>
    /// The lines of a source file between <c>// begin-snippet: NAME</c> and <c>// end-snippet</c>, moved to the left margin: code
    /// in a document is code that a test compiles and runs.
    /// </summary>
    /// <param name="file">Path from the repository's root.</param>
    /// <param name="name">The snippet's name.</param>
    public static string Snippet(string file, string name)
    {
        string[] lines = ReadFile(file).Split('\n');
        int begin = Array.FindIndex(lines, line => line.Trim() == $"// begin-snippet: {name}");
        int end = begin < 0 ? -1 : Array.FindIndex(lines, begin, line => line.Trim() == "// end-snippet");
        if (end < 0)
            throw new InvalidOperationException($"{file} has no snippet '{name}'");
        string[] body = lines[(begin + 1)..end];
        int margin = body.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', body.Select(line => line.Length > 0 ? line[margin..] : line));
    }

    /// <summary>The text of a file, with line ends of one character.</summary>
    /// <param name="file">Path from the repository's root.</param>
    public static string ReadFile(string file) => Unix(File.ReadAllText(FullPath(file)));

    /// <summary>Where a file of the repository lies.</summary>
    /// <param name="file">Path from the repository's root.</param>
    public static string FullPath(string file) => Path.Combine(Repository.Root, file);

    private static (int Start, int End) Range(string text, string name)
    {
        string begin = $"{BeginMarker}{name}{MarkerEnd}\n";
        string end = $"<!-- end: {name}{MarkerEnd}";
        int first = text.IndexOf(begin, StringComparison.Ordinal);
        int last = first < 0 ? -1 : text.IndexOf(end, first, StringComparison.Ordinal);
        if (last < 0)
            throw new InvalidOperationException($"there is no '{begin.TrimEnd()}' with '{end}' after it");
        if (text.IndexOf(begin, last, StringComparison.Ordinal) >= 0)
            throw new InvalidOperationException($"block '{name}' is there twice");
        return (first + begin.Length, last);
    }

    private static string Unix(string text) => text.ReplaceLineEndings("\n");

    private static string Normalized(string text) => Unix(text).Trim('\n');
}
