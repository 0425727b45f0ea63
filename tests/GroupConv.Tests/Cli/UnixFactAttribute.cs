namespace GroupConv.Tests.Cli;

/// <summary>Marks a test without data that runs on Unix only; see <see cref="UnixTheoryAttribute"/>.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "only where files are as on Unix";
    }
}
