namespace GroupConv.Tests.Support;

/// <summary>The data beside the checkout, which a user's clone does not have.</summary>
internal static class SharedData
{
    public const string WhyNot = "needs the data folder ../shared beside the checkout, which is not there";

    public static string? Folder { get; } = Find();

    public static string PathOf(string relative) => Path.Combine(Folder!, relative);

    private static string? Find()
    {
        string shared = Path.Combine(Repository.Root, "..", "shared");
        return Directory.Exists(shared) ? shared : null;
    }
}

/// <summary>A test that is skipped, with the reason, where the shared data is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute()
    {
        if (SharedData.Folder is null)
            Skip = SharedData.WhyNot;
    }
}

/// <summary>The same for a test of more than half a minute, which is also skipped where nobody asked for those.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongSharedDataFactAttribute : FactAttribute
{
    public LongSharedDataFactAttribute()
    {
        Skip = SharedData.Folder is null ? SharedData.WhyNot : LongRun.IsAsked ? null : "takes its time; runs with GROUPCONV_LONG=1";
    }
}

/// <summary>The same for a test with several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute()
    {
        if (SharedData.Folder is null)
            Skip = SharedData.WhyNot;
    }
}
