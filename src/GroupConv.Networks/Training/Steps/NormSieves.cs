using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GroupConv.Networks.Training.Steps;

/// <summary>The gradient of a batch norm behind its ReLU, if it has one: how it is known where that let it pass.</summary>
internal interface ISieve
{
    /// <param name="sources">The norm's sources.</param>
    /// <param name="channel">Mean, scale and shift: the norm's result is x * scale + shift.</param>
    /// <param name="offset">Of the first of eight elements.</param>
    /// <param name="x">The norm's inputs.</param>
    static abstract Vector256<float> Of(TermSources sources, in ChannelVectors channel, long offset, Vector256<float> x);

    /// <summary>The same of fewer than eight; what is beyond them is 0.</summary>
    static abstract Vector256<float> Of(TermSources sources, in ChannelVectors channel, long offset, int count, Vector256<float> x);
}

/// <summary>There is no ReLU.</summary>
internal readonly unsafe struct NoSieve : ISieve
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(TermSources sources, in ChannelVectors channel, long offset, Vector256<float> x) =>
        Vector256.Load(sources.Gradient + offset);

    public static Vector256<float> Of(TermSources sources, in ChannelVectors channel, long offset, int count, Vector256<float> x) =>
        PartialVector.Load(sources.Gradient + offset, count);
}

/// <summary>The result is computed once more, which is less than reading it.</summary>
internal readonly unsafe struct SieveByInput : ISieve
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(TermSources sources, in ChannelVectors channel, long offset, Vector256<float> x) =>
        Vector256.Load(sources.Gradient + offset) & Passes(channel, x);

    public static Vector256<float> Of(TermSources sources, in ChannelVectors channel, long offset, int count, Vector256<float> x) =>
        PartialVector.Load(sources.Gradient + offset, count) & Passes(channel, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Passes(in ChannelVectors channel, Vector256<float> x) =>
        Vector256.GreaterThan(Vector256.FusedMultiplyAdd(x, channel.Second, channel.Third), Vector256<float>.Zero);
}

/// <summary>By the result, to which something was added before the ReLU.</summary>
internal readonly unsafe struct SieveByOutput : ISieve
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(TermSources sources, in ChannelVectors channel, long offset, Vector256<float> x) =>
        Vector256.Load(sources.Gradient + offset) & Vector256.GreaterThan(Vector256.Load(sources.Output + offset), Vector256<float>.Zero);

    public static Vector256<float> Of(TermSources sources, in ChannelVectors channel, long offset, int count, Vector256<float> x) =>
        PartialVector.Load(sources.Gradient + offset, count)
        & Vector256.GreaterThan(PartialVector.Load(sources.Output + offset, count), Vector256<float>.Zero);
}
