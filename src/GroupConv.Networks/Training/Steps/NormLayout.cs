using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Training.Steps;

/// <summary>
/// How the tensor of a batch norm is walked: a task is some neighbouring channels, so that what is read at once is not much shorter than
/// a page, and every sum over a channel has one owner.
/// </summary>
/// <param name="Sizes">Those of the tensor.</param>
internal sealed record NormLayout(PlaneSizes Sizes)
{
    public const int MostChannels = 16;
    private const int WantedRun = 256; // floats

    /// <summary>Channels of a task.</summary>
    public int Channels { get; } = Math.Clamp(WantedRun / Math.Max(1, Sizes.Plane), 1, MostChannels);

    public long Tasks => (Sizes.Channels + Channels - 1) / Channels;

    /// <summary>Values of a channel.</summary>
    public long Count => (long)Sizes.Batch * Sizes.Plane;

    public (int First, int End) Of(long task) => ((int)task * Channels, (int)Math.Min(Sizes.Channels, (task + 1) * Channels));

    /// <summary>Where the plane of an image and channel begins.</summary>
    public long Row(int image, int channel) => ((long)image * Sizes.Channels + channel) * Sizes.Plane;
}

/// <summary>What forward leaves for backward, for each channel.</summary>
/// <param name="channels">How many.</param>
internal sealed class NormState(int channels)
{
    public float[] Mean { get; } = new float[channels];

    /// <summary>1 / sqrt(variance + epsilon).</summary>
    public float[] Inverse { get; } = new float[channels];

    /// <summary>The weight times <see cref="Inverse"/>.</summary>
    public float[] Scale { get; } = new float[channels];

    /// <summary>The result is x * scale + shift.</summary>
    public float[] Shift { get; } = new float[channels];
}
