namespace GroupConv.Networks.Files;

/// <summary>
/// Where a symbolic link leads. <see cref="FileSystemInfo.ResolveLinkTarget"/> takes <c>..</c> off a link's text before it knows whether the
/// folder is a link too, and so names another file than the one that the system opens.
/// </summary>
internal static class SymbolicLinks
{
    private const int MostLinks = 40; // as Linux

    /// <summary>The file that opening <paramref name="path"/> opens or makes; the path itself, made absolute, if it is no link.</summary>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string Final(string path)
    {
        var file = new FileInfo(path);
        int links = 0;
        return file.LinkTarget is null ? file.FullName : Physical(file.FullName, ref links);
    }

    /// <summary>The file with every link of the path followed, also those of its folders.</summary>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string Followed(string path)
    {
        int links = 0;
        return Physical(Path.GetFullPath(path), ref links);
    }

    private static string Physical(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        string folder = Physical(parent, ref links);
        string name = Path.GetFileName(path);
        if (name is "" or ".")
            return folder;
        if (name == "..")
            return Path.GetDirectoryName(folder) ?? folder;
        string here = Path.Combine(folder, name);
        if (new FileInfo(here).LinkTarget is not { } target)
            return here;
        if (++links > MostLinks)
            throw new IOException("too many levels of symbolic links");
        return Physical(Path.Combine(folder, target), ref links);
    }
}
