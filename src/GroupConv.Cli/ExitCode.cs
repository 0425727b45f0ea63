namespace GroupConv.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary><c>verify</c> found bits that differ.</summary>
    public const int Difference = 1;

    /// <summary>A bad argument or file, or output that cannot be written.</summary>
    public const int UserError = 2;

    /// <summary>A mistake of this program; the number is EX_SOFTWARE of sysexits.h.</summary>
    public const int InternalError = 70;

    /// <summary>128 + SIGINT, as shells say it.</summary>
    public const int Interrupted = 130;
}
