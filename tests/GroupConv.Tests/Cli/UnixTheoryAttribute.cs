namespace GroupConv.Tests.Cli;

/// <summary>Windows has no such access modes, and lets few users make symbolic links.</summary>
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "only where files are as on Unix";
    }
}
