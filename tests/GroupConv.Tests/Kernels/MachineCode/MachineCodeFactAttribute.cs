using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace GroupConv.Tests.Kernels.MachineCode;

/// <summary>A test of x64 machine code of a tier, which is skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MachineCodeFactAttribute : FactAttribute
{
    public MachineCodeFactAttribute(VectorTier tier)
    {
        Tier = tier;
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Skip = $"reads machine code of x64, but this is {RuntimeInformation.ProcessArchitecture}";
        else if (!VectorTiers.HasFusedMultiplyAdd || !tier.IsAccelerated())
            Skip = $"this processor has no {tier} with fused multiply-add";
        else if (typeof(GroupedConv2d).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            Skip = "the library is not built for release, so its code is not optimised";
    }

    public VectorTier Tier { get; }
}
