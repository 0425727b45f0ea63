using System.Globalization;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core.Limits;

/// <summary>A test that is skipped, with the reason, unless it is asked for and the machine has the memory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HugeFactAttribute : FactAttribute
{
    public HugeFactAttribute() => Skip = HugeMemory.WhyNot!;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HugeTheoryAttribute : TheoryAttribute
{
    public HugeTheoryAttribute() => Skip = HugeMemory.WhyNot!;
}

/// <summary>Whether there is memory for layers beyond 2^31 elements.</summary>
internal static class HugeMemory
{
    private const long NeededBytes = 12L << 30;

    /// <summary>Null where there is.</summary>
    public static string? WhyNot { get; } =
        !LongRun.IsAsked ? "takes GROUPCONV_LONG=1, 12 GiB of memory and some minutes"
        : !OperatingSystem.IsLinux() ? "knows only of Linux that it keeps no memory for zeros that nobody has written"
        : AvailableBytes() < NeededBytes ? $"needs {NeededBytes >> 30} GiB of memory, but {AvailableBytes() >> 30} are free"
        : null;

    private static long AvailableBytes()
    {
        string line = File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
