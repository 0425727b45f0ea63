namespace GroupConv.Benchmarks;

/// <summary>Finds the solution that this program was built from.</summary>
internal static class SolutionFolder
{
    /// <summary>The nearest folder at or above <paramref name="start"/> with the solution's file; null where there is none.</summary>
    public static string? Above(string start)
    {
        DirectoryInfo? folder = new(Path.TrimEndingDirectorySeparator(start));
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GroupConv.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }
}
