namespace GroupConv.Tests.Support;

/// <summary>Where the sources lie, for tests that read documents.</summary>
internal static class Repository
{
    /// <summary>The folder with the solution, found upwards from the tests' own folder.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GroupConv.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no GroupConv.sln in {AppContext.BaseDirectory} or above it");
    }
}
