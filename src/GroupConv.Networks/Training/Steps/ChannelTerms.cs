using System.Runtime.Intrinsics;

namespace GroupConv.Networks.Training.Steps;

/// <summary>The tensors that terms are made of, those that they need.</summary>
/// <param name="input">x.</param>
/// <param name="output">y.</param>
/// <param name="gradient">Of y.</param>
/// <param name="kept">Receives what the terms keep, or null.</param>
internal readonly unsafe struct TermSources(float* input, float* output, float* gradient, float* kept)
{
    public readonly float* Input = input, Output = output, Gradient = gradient, Kept = kept;
}

/// <summary>Numbers of a channel, of which each kind of terms knows what they mean.</summary>
internal readonly record struct ChannelNumbers(float First, float Second, float Third);

/// <summary>The same in all lanes.</summary>
internal readonly struct ChannelVectors(ChannelNumbers numbers)
{
    public readonly Vector256<float> First = Vector256.Create(numbers.First), Second = Vector256.Create(numbers.Second), Third = Vector256.Create(numbers.Third);
}

/// <summary>Two terms of each element of a channel, to be summed.</summary>
internal unsafe interface IChannelTerms
{
    /// <param name="sources">What they are made of.</param>
    /// <param name="channel">The channel's numbers.</param>
    /// <param name="offset">Of the first of eight elements.</param>
    static abstract (Vector256<float> First, Vector256<float> Second) Of(TermSources sources, in ChannelVectors channel, long offset);

    /// <summary>The same of fewer than eight; what is beyond them is 0.</summary>
    static abstract (Vector256<float> First, Vector256<float> Second) Of(TermSources sources, in ChannelVectors channel, long offset, int count);
}
