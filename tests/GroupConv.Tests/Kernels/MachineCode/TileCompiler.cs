using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Kernels.MachineCode;

/// <summary>The machine code of all tiles of a tier. The JIT has to be asked for it before it starts, so a process of its own compiles them.</summary>
internal static class TileCompiler
{
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

    /// <summary>In the child process: compiles all tiles of the tier that is named, and runs none.</summary>
    public static int Compile(string[] arguments)
    {
        VectorTier tier = Enum.Parse<VectorTier>(arguments[0]);
        if (!tier.IsAccelerated() || Avx512F.IsSupported != (tier == VectorTier.Vector512))
        {
            Console.Error.WriteLine($"this process has {VectorTiers.Best}, not {tier}");
            return 1;
        }

        foreach (MethodInfo tile in TileMethods.Of(tier))
        {
            IEnumerable<Type> types = tile.DeclaringType!.GetGenericArguments().Concat(tile.GetGenericArguments());
            RuntimeHelpers.PrepareMethod(tile.MethodHandle, [.. types.Select(type => type.TypeHandle)]);
        }

        return 0;
    }

    private static void Run(VectorTier tier, string listing)
    {
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_JitDisasm"] = string.Join(' ', TileMethods.Of(tier).Select(tile => tile.Name).Distinct()),
            ["DOTNET_JitStdOutFile"] = listing,
            // Where there is AVX-512, narrower tiers would have 32 registers; what is asked is whether 16 suffice.
            ["DOTNET_EnableAVX512"] = tier == VectorTier.Vector512 ? "1" : "0",
            ["CORECLR_ENABLE_PROFILING"] = "0",
        };
        ChildResult child = ChildProcess.Run(ChildProgram.CompileTiles, [tier.ToString()], environment);
        child.ExitCode.Should().Be(0, child.Error);
    }
}
