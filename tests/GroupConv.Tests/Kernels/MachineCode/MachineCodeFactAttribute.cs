using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace GroupConv.Tests.Kernels.MachineCode;

/// <summary>
/// A test of x64 machine code of a tier, which is skipped, with the reason, where there is none. What code the JIT makes may change with
/// every release of the runtime: so a plain run of the tests looks at that of the release that the tiles were last looked at with, and
/// GROUPCONV_MACHINE_CODE=1, which <c>.ci/run</c> sets for a step of its own, at that of any.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MachineCodeFactAttribute : FactAttribute
{
    private const string Variable = "GROUPCONV_MACHINE_CODE";
    private static readonly Version LookedAt = new(10, 0, 12);

    public MachineCodeFactAttribute(VectorTier tier)
    {
        Tier = tier;
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Skip = $"reads machine code of x64, but this is {RuntimeInformation.ProcessArchitecture}";
        else if (!VectorTiers.HasFusedMultiplyAdd || !tier.IsAccelerated())
            Skip = $"this processor has no {tier} with fused multiply-add";
        else if (typeof(GroupedConv2d).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            Skip = "the library is not built for release, so its code is not optimised";
        else if (Environment.Version != LookedAt && Environment.GetEnvironmentVariable(Variable) != "1")
            Skip = $"the runtime is {Environment.Version}, and the machine code was last looked at with {LookedAt}; runs with {Variable}=1";
    }

    public VectorTier Tier { get; }
}
