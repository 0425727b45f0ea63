using GroupConv.Layouts;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Threading;

namespace GroupConv;

/// <summary>Sizes of layouts, and the way from one to another.</summary>
public static class TensorLayouts
{
    /// <summary>
    /// The blocked layout whose blocks are this processor's vectors: what a network keeps its activations in. Where vectors have 4 floats
    /// it is <see cref="TensorLayout.Nchw8c"/> all the same, which Depthwise reorders there.
    /// </summary>
    public static TensorLayout Best { get; } = VectorTiers.Best == VectorTier.Vector512 ? TensorLayout.Nchw16c : TensorLayout.Nchw8c;

    /// <summary>Channels that lie side by side: 1, 8 or 16.</summary>
    /// <param name="layout">The layout asked about.</param>
    /// <returns>1 for <see cref="TensorLayout.Nchw"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a layout.</exception>
    public static int ChannelBlock(this TensorLayout layout) => layout switch
    {
        TensorLayout.Nchw => 1,
        TensorLayout.Nchw8c => 8,
        TensorLayout.Nchw16c => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, "not a tensor layout"),
    };

    /// <summary>Elements of a tensor in a layout, those that fill up the last block included.</summary>
    /// <param name="layout">Its layout.</param>
    /// <param name="batch">N.</param>
    /// <param name="channels">C.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <returns>N * C * H * W, with C rounded up to whole blocks.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the value is not a layout.</exception>
    /// <exception cref="OverflowException">More than 2^63 - 1.</exception>
    public static long Elements(this TensorLayout layout, int batch, int channels, int height, int width)
    {
        Require.NotNegative(batch);
        Require.NotNegative(channels);
        Require.NotNegative(height);
        Require.NotNegative(width);
        return Sizes.Product("the number of elements", batch, (long)layout.BlocksOf(channels) * layout.ChannelBlock(), height, width);
    }

    /// <summary>Blocks that hold so many channels.</summary>
    internal static int BlocksOf(this TensorLayout layout, int channels) => (int)UnitSizes.CeilDiv(channels, layout.ChannelBlock());

    /// <summary>Copies a tensor into another layout; the channels that fill up a last block become zero.</summary>
    /// <param name="source">The tensor, flat.</param>
    /// <param name="from">Its layout.</param>
    /// <param name="target">Receives it, flat; apart from the source.</param>
    /// <param name="to">The layout it receives it in.</param>
    /// <param name="batch">N.</param>
    /// <param name="channels">C.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor.</param>
    /// <param name="cancellationToken">Stops the copying between two blocks of channels; the target's content is then unspecified.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or a value is not a layout.</exception>
    /// <exception cref="ArgumentException">A length does not fit the sizes, or source and target overlap.</exception>
    /// <exception cref="OverflowException">The sizes are over 2^63 - 1 elements.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before all was copied.</exception>
    public static unsafe void Reorder(
        ReadOnlySpan<float> source, TensorLayout from, Span<float> target, TensorLayout to, int batch, int channels, int height, int width,
        int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        Require.NotNegative(maxThreads);
        ThrowIfLength(nameof(source), source.Length, from.Elements(batch, channels, height, width), from);
        ThrowIfLength(nameof(target), target.Length, to.Elements(batch, channels, height, width), to);
        fixed (float* sourceStart = source)
        fixed (float* targetStart = target)
        {
            Overlap.ThrowIfAny("source", sourceStart, source.Length, targetStart, target.Length, nameof(target));
            cancellationToken.ThrowIfCancellationRequested(); // where there is nothing to copy, too
            var job = new ReorderJob(from, to, batch, channels, (long)height * width);
            job.Run(sourceStart, targetStart, WorkerTeam.Clamp(maxThreads), cancellationToken);
        }
    }

    private static void ThrowIfLength(string name, int actual, long expected, TensorLayout layout)
    {
        if (actual != expected)
            throw new ArgumentException($"{name} must have {expected} elements in {layout}, but has {actual}", name);
    }
}
