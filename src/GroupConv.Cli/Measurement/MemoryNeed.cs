using System.Globalization;
using GroupConv.Cli.Files;

namespace GroupConv.Cli.Measurement;

/// <summary>
/// Refuses sizes that this machine cannot hold before anything is allocated: an operating system that promises more memory than it has
/// would end the process.
/// </summary>
internal static class MemoryNeed
{
    /// <exception cref="UserErrorException">A tensor is longer than an array, or all together are over the machine's memory.</exception>
    public static void ThrowIfTooLarge(ConvGeometry geometry)
    {
        ThrowIfTooLong("input", geometry.InElements);
        ThrowIfTooLong("weights", geometry.WeightElements);
        ThrowIfTooLong("output", geometry.OutElements);
        double padded = geometry.HasPadding ? (double)geometry.Batch * geometry.InChannels * geometry.PaddedPlane : 0;
        // The weights as given and as packed.
        double bytes = sizeof(float) * (geometry.InElements + padded + 2.0 * geometry.WeightElements + geometry.OutElements);
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
            throw new UserErrorException(string.Create(CultureInfo.InvariantCulture,
                $"the tensors need {bytes / (1L << 30):0.0} GiB, but there are {available / (double)(1L << 30):0.0} GiB of memory"));
    }

    /// <summary>The same, with the layer's name in the message.</summary>
    /// <exception cref="UserErrorException">As for its sizes.</exception>
    public static void ThrowIfTooLarge(Layer layer)
    {
        try
        {
            ThrowIfTooLarge(layer.Geometry);
        }
        catch (UserErrorException error)
        {
            throw new UserErrorException($"{layer.Name}: {error.Message}", error);
        }
    }

    private static void ThrowIfTooLong(string what, long elements)
    {
        if (elements > Array.MaxLength)
            throw new UserErrorException($"the {what} of {elements} elements does not fit one array, {Array.MaxLength}");
    }
}
