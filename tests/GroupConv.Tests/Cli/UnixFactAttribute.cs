namespace GroupConv.Tests.Cli;

/// <summary>As <see cref="UnixTheoryAttribute"/>, without data.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "only where files are as on Unix";
    }
}
