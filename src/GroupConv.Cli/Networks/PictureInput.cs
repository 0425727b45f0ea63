using System.Globalization;
using GroupConv.Cli.Files;

namespace GroupConv.Cli.Networks;

/// <summary>How a picture becomes a network's input: (sample * scale - mean) / std, with samples from 0 to 255.</summary>
/// <param name="Scale">What a sample is multiplied with; 1/255 by default.</param>
/// <param name="Mean">One number, or one for each channel.</param>
/// <param name="Std">Likewise.</param>
internal sealed record PictureInput(double Scale, IReadOnlyList<double> Mean, IReadOnlyList<double> Std)
{
    private const int MostSample = 255;

    /// <summary>A number, or a fraction such as <c>1/127.5</c>.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static double Fraction(string text)
    {
        string[] parts = text.Split('/');
        double[] numbers = [.. parts.Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                ? value
                : throw new FormatException($"must be a number or a fraction such as 1/127.5, but is '{text}'"))];
        return numbers.Length switch
        {
            1 => numbers[0],
            2 when numbers[1] != 0 => numbers[0] / numbers[1],
            _ => throw new FormatException($"must be a number or a fraction such as 1/127.5, but is '{text}'"),
        };
    }

    /// <summary>Numbers with commas between them.</summary>
    /// <exception cref="FormatException">They are none.</exception>
    public static IReadOnlyList<double> Fractions(string text) => [.. text.Split(',').Select(Fraction)];

    /// <param name="picture">[1, C, H, W] with values from 0 to 1.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="UserErrorException">There are means or standard deviations for another number of channels.</exception>
    public TensorData Apply(TensorData picture)
    {
        int channels = picture.Shape[1], plane = picture.Values.Length / channels;
        var values = new float[picture.Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int channel = i / plane;
            values[i] = (float)((picture.Values[i] * MostSample * Scale - Of(Mean, channel, channels, "--mean")) / Of(Std, channel, channels, "--std"));
        }

        return new TensorData(picture.Shape, values);
    }

    private static double Of(IReadOnlyList<double> values, int channel, int channels, string option) =>
        values.Count == 1 ? values[0]
        : values.Count == channels ? values[channel]
        : throw new UserErrorException($"{option} has {values.Count} numbers, but the picture has {channels} channels");
}
