using System.Buffers.Binary;
using System.Text;

namespace GroupConv.Cli.Files;

/// <summary>
/// Pictures: PPM (P6, plain P3) with 3 channels and PGM (P5, plain P2) with 1, as tensors [1, C, H, W] of values 0 to 1. Format: the
/// Netpbm manual pages ppm(5) and pgm(5).
/// </summary>
internal static class PnmFile
{
    private const int MaxSample = ushort.MaxValue;
    private const int OutputMaxSample = byte.MaxValue;

    // A row of 16-bit samples must fit one array of bytes.
    private static readonly int MaxSamples = Array.MaxLength / 2;

    /// <summary>Reads a file that holds one picture and nothing behind it.</summary>
    /// <param name="stream">Seekable, at the start of the file.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="InvalidFileException">Not such a file; nothing was allocated for a size that the file does not have.</exception>
    public static TensorData Read(Stream stream, string name)
    {
        Span<byte> magic = stackalloc byte[2];
        if (stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || magic[0] != 'P' || !"2356"u8.Contains(magic[1]))
            throw new InvalidFileException(name, stream.Length == 0 ? "is empty" : "is not a picture of the kinds P2, P3, P5 and P6 (PGM and PPM)");
        int channels = magic[1] is (byte)'3' or (byte)'6' ? 3 : 1;
        bool plain = magic[1] is (byte)'2' or (byte)'3';

        var scanner = new PnmScanner(stream, name);
        int width = scanner.Number("width", int.MaxValue);
        int height = scanner.Number("height", int.MaxValue);
        int maxval = scanner.Number("maximum sample value", MaxSample);
        if (width == 0 || height == 0 || maxval == 0)
            throw new InvalidFileException(name, $"has width {width}, height {height} and maximum sample value {maxval}, but all must be at least 1");

        // In 128 bits nothing overflows: the product of the sizes alone can reach 2^62.
        Int128 samples = (Int128)width * height * channels;
        int sampleBytes = maxval > byte.MaxValue ? 2 : 1;
        long actual = stream.Length - stream.Position;
        // A plain sample has at least a digit and a space, but for the last.
        Int128 least = plain ? 2 * samples - 1 : samples * sampleBytes;
        if (actual < least)
            throw new InvalidFileException(name,
                $"is truncated: {width} x {height} pixels need {(plain ? "at least " : "")}{least} bytes, but it has {actual}");
        if (!plain && actual > least)
            throw new InvalidFileException(name, $"has {actual - (long)least} trailing bytes behind its last pixel");
        if (samples > MaxSamples)
            throw new InvalidFileException(name, $"has {samples} samples, over {MaxSamples}, the most that is read");

        var planes = new float[(int)samples];
        if (plain)
            ReadPlain(scanner, planes, channels, maxval);
        else
            ReadRaw(stream, name, planes, channels, width, maxval);
        return new TensorData([1, channels, height, width], planes);
    }

    /// <summary>Writes 8 bits a sample, P6 for three channels and P5 for one; values are clamped to 0..1 and rounded, NaN becomes 0.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="picture">[1, 3, H, W] or [1, 1, H, W].</param>
    /// <param name="cancellation">Looked at between rows.</param>
    public static void Write(Stream stream, TensorData picture, CancellationToken cancellation = default)
    {
        (int channels, int height, int width) = (picture.Shape[1], picture.Shape[2], picture.Shape[3]);
        stream.Write(Encoding.ASCII.GetBytes($"P{(channels == 3 ? 6 : 5)}\n{width} {height}\n{OutputMaxSample}\n"));
        var row = new byte[width * channels];
        int plane = width * height;
        for (int y = 0; y < height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < row.Length; i++)
                row[i] = Sample(picture.Values[i % channels * plane + y * width + i / channels]);
            stream.Write(row);
        }
    }

    private static byte Sample(float value) => value > 0 ? (byte)(Math.Min(value, 1f) * OutputMaxSample + 0.5f) : (byte)0;

    private static void ReadPlain(PnmScanner scanner, float[] planes, int channels, int maxval)
    {
        int plane = planes.Length / channels;
        for (int i = 0; i < planes.Length; i++)
            planes[i % channels * plane + i / channels] = (float)scanner.Number("sample", maxval, endAllowed: i == planes.Length - 1) / maxval;
        scanner.ExpectEnd();
    }

    private static void ReadRaw(Stream stream, string name, float[] planes, int channels, int width, int maxval)
    {
        int plane = planes.Length / channels;
        int sampleBytes = maxval > byte.MaxValue ? 2 : 1;
        var row = new byte[width * channels * sampleBytes];
        for (int pixel = 0; pixel < plane; pixel += width)
        {
            stream.ReadExactly(row);
            for (int i = 0; i < width * channels; i++)
            {
                int sample = sampleBytes == 1 ? row[i] : BinaryPrimitives.ReadUInt16BigEndian(row.AsSpan(2 * i));
                if (sample > maxval)
                    throw new InvalidFileException(name, $"has a sample of {sample}, over its maximum {maxval}");
                planes[i % channels * plane + pixel + i / channels] = (float)sample / maxval;
            }
        }
    }
}
