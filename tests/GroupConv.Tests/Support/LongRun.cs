namespace GroupConv.Tests.Support;

/// <summary>Whether the tests may take their time: they do with GROUPCONV_LONG=1 in the environment.</summary>
internal static class LongRun
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("GROUPCONV_LONG") == "1";
}
