namespace GroupConv.Tests.Support;

/// <summary>Where the sources lie, for tests that read documents.</summary>
internal static class Repository
{
    /// <summary>The folder of GroupConv.sln, or null outside a checkout.</summary>
    public static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GroupConv.sln")))
                return folder.FullName;
        }

        return null;
    }
}
