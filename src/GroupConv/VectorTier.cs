using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GroupConv;

/// <summary>The width of the vectors that the kernels use. Every tier gives the same bits; they differ in speed.</summary>
public enum VectorTier
{
    /// <summary>The widest that this processor has: see <see cref="VectorTiers.Best"/>.</summary>
    Auto,

    /// <summary>One float at a time.</summary>
    Scalar,

    /// <summary>4 floats: SSE, AdvSimd.</summary>
    Vector128,

    /// <summary>8 floats: AVX2 with FMA.</summary>
    Vector256,

    /// <summary>16 floats: AVX-512.</summary>
    Vector512,
}

/// <summary>What this processor has of the tiers.</summary>
public static class VectorTiers
{
    /// <summary>
    /// The tier that <see cref="VectorTier.Auto"/> stands for. AVX-512 is asked for by name because
    /// <c>Vector512.IsHardwareAccelerated</c> is false on processors that have it but lower their clock for it.
    /// </summary>
    public static VectorTier Best { get; } =
        Avx512F.IsSupported ? VectorTier.Vector512
        : Vector256.IsHardwareAccelerated && Fma.IsSupported ? VectorTier.Vector256
        : Vector128.IsHardwareAccelerated ? VectorTier.Vector128
        : VectorTier.Scalar;

    /// <summary>
    /// Whether the processor, or the instruction set that a program was compiled ahead of time for, has a fused multiply-add. Without one
    /// the bits are the same, but each costs a call: some hundred times as slow.
    /// </summary>
    public static bool HasFusedMultiplyAdd => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>
    /// What slows this process down and what to do about it, as one sentence for a person; null where the process has a fused
    /// multiply-add. The first convolution of a process without one passes it to <see cref="System.Diagnostics.Trace.TraceWarning(string)"/>,
    /// which shows it to those who listen; an application may print it.
    /// </summary>
    public static string? PerformanceWarning { get; } =
        HasFusedMultiplyAdd ? null
        : "this process computes every fused multiply-add in software: convolutions give the same bits, but take hundreds of times as long. "
            + (RuntimeFeature.IsDynamicCodeCompiled
                ? "Either the processor is an x64 one older than AVX2 and FMA (2013), or a variable such as DOTNET_EnableAVX, DOTNET_EnableAVX2 "
                    + "or DOTNET_EnableHWIntrinsic switches its instructions off"
                : "The program was compiled ahead of time for processors without the instruction: publish it with "
                    + "<IlcInstructionSet>x86-64-v3</IlcInstructionSet> in the project");

    /// <summary>All tiers from narrow to wide. Those above <see cref="Best"/> run too, emulated by the runtime: the same bits, slowly.</summary>
    public static IReadOnlyList<VectorTier> All { get; } =
        [VectorTier.Scalar, VectorTier.Vector128, VectorTier.Vector256, VectorTier.Vector512];

    /// <summary>Whether the processor runs the tier with its own instructions.</summary>
    /// <param name="tier">The tier asked about.</param>
    /// <returns>True for <see cref="VectorTier.Auto"/> and every tier up to <see cref="Best"/>.</returns>
    public static bool IsAccelerated(this VectorTier tier) => tier <= Best;

    /// <summary>Floats in one vector of the tier.</summary>
    /// <param name="tier">The tier asked about.</param>
    /// <returns>1, 4, 8 or 16.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a tier.</exception>
    public static int Lanes(this VectorTier tier) => tier.Resolve() switch
    {
        VectorTier.Vector512 => 16,
        VectorTier.Vector256 => 8,
        VectorTier.Vector128 => 4,
        _ => 1,
    };

    internal static VectorTier Resolve(this VectorTier tier)
    {
        if (!Enum.IsDefined(tier))
            throw new ArgumentOutOfRangeException(nameof(tier), tier, "not a vector tier");
        return tier == VectorTier.Auto ? Best : tier;
    }
}
