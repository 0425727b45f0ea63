using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Tests.Kernels.MachineCode;

/// <summary>The machine code of all tiles of a tier. The JIT has to be asked for it before it starts, so a process of its own compiles them.</summary>
internal static class TileCompiler
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The JIT's listing.</summary>
    public static string Listing(VectorTier tier)
    {
        // The JIT appends to a file that is there.
        string listing = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Run(tier, listing);
            return File.ReadAllText(listing);
        }
        finally
        {
            File.Delete(listing);
        }
    }

    /// <summary>The tests' program: compiles all tiles of the tier that is named, and runs none.</summary>
    public static int Main(string[] args)
    {
        VectorTier tier = Enum.Parse<VectorTier>(args[0]);
        if (!tier.IsAccelerated() || Avx512F.IsSupported != (tier == VectorTier.Vector512))
        {
            Console.Error.WriteLine($"this process has {VectorTiers.Best}, not {tier}");
            return 1;
        }

        foreach (MethodInfo tile in TileMethods.Of(tier))
        {
            IEnumerable<Type> arguments = tile.DeclaringType!.GetGenericArguments().Concat(tile.GetGenericArguments());
            RuntimeHelpers.PrepareMethod(tile.MethodHandle, [.. arguments.Select(type => type.TypeHandle)]);
        }

        return 0;
    }

    private static void Run(VectorTier tier, string listing)
    {
        string dotnet = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        var start = new ProcessStartInfo(dotnet, ["exec", typeof(TileCompiler).Assembly.Location, tier.ToString()]) { RedirectStandardError = true };
        start.Environment["DOTNET_JitDisasm"] = string.Join(' ', TileMethods.Of(tier).Select(tile => tile.Name).Distinct());
        start.Environment["DOTNET_JitStdOutFile"] = listing;
        // Where there is AVX-512, narrower tiers would have 32 registers; what is asked is whether 16 suffice.
        start.Environment["DOTNET_EnableAVX512"] = tier == VectorTier.Vector512 ? "1" : "0";
        start.Environment["CORECLR_ENABLE_PROFILING"] = "0";

        using Process process = Process.Start(start)!;
        Task<string> complaint = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
            process.Kill();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, complaint.GetAwaiter().GetResult());
    }
}
