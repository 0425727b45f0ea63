namespace GroupConv.Cli.Verification;

/// <summary>
/// How far a Winograd result is from the exact one, measured as <see cref="ConvAlgorithm.Winograd"/> states its bound: in units of
/// 2^-24 * (|y| + sum over input channels of (sum of |weights| of the channel's kernel) * (greatest |input| of the output's tile)).
/// </summary>
/// <param name="Worst">The greatest error, in these units.</param>
/// <param name="Index">Where it is in the output, or -1.</param>
/// <param name="Expected">The exact value there, from double precision.</param>
/// <param name="Actual">What is there.</param>
internal readonly record struct WinogradError(double Worst, long Index, double Expected, float Actual)
{
    /// <summary>The bound that the documentation states.</summary>
    public const double Bound = 64;

    private const double Unit = 1.0 / (1 << 24);
    private const int Tile = 4;
    private const int TileInputs = 6;

    // Above, a transform may overflow; below, products lose digits. Neither is an error of rounding.
    private const double Greatest = 1e34;
    private const double Underflow = 1e-37;

    public bool WithinBound => Worst <= Bound;

    /// <param name="g">A 3x3 convolution with stride and dilation 1.</param>
    /// <param name="data">What it was computed from.</param>
    /// <param name="actual">[N, Cout, OutHeight, OutWidth].</param>
    public static WinogradError Of(ConvGeometry g, VerifyData data, float[] actual)
    {
        float[] padded = Padded(g, data.Input);
        var worst = new WinogradError(0, -1, 0, 0);
        for (int n = 0; n < g.Batch; n++)
            for (int oc = 0; oc < g.OutChannels; oc++)
                for (int top = 0; top < g.OutHeight; top += Tile)
                    for (int left = 0; left < g.OutWidth; left += Tile)
                        worst = OfTile(g, data, padded, actual, (n, oc, top, left), worst);
        return worst;
    }

    private static WinogradError OfTile(
        ConvGeometry g, VerifyData data, float[] padded, float[] actual, (int N, int Oc, int Top, int Left) tile, WinogradError worst)
    {
        double scale = Scale(g, data.Weights, padded, tile);
        if (!(scale < Greatest)) // NaN and infinity reach every output of their tile
            return worst;
        for (int h = tile.Top; h < Math.Min(tile.Top + Tile, g.OutHeight); h++)
            for (int w = tile.Left; w < Math.Min(tile.Left + Tile, g.OutWidth); w++)
            {
                double sum = Sum(g, data.Weights, padded, tile with { Top = h, Left = w });
                sum += g.Options.Bias ? data.Bias[tile.Oc] : 0;
                long index = (((long)tile.N * g.OutChannels + tile.Oc) * g.OutHeight + h) * g.OutWidth + w;
                sum += data.Residual.Length > 0 ? data.Residual[index] : 0;
                double exact = Math.Min(Math.Max(sum, g.Options.Clamp.Min), g.Options.Clamp.Max);
                double error = Math.Abs(actual[index] - exact) / (Unit * (scale + Math.Abs(sum)) + Underflow);
                if (Math.Abs(sum) < Greatest && !(error <= worst.Worst))
                    worst = new WinogradError(double.IsNaN(error) ? double.PositiveInfinity : error, index, exact, actual[index]);
            }

        return worst;
    }

    private static double Scale(ConvGeometry g, float[] weights, float[] padded, (int N, int Oc, int Top, int Left) tile)
    {
        double scale = 0;
        for (int ic = 0; ic < g.InChannelsPerGroup; ic++)
        {
            double kernel = 0, greatest = 0;
            for (int tap = 0; tap < 9; tap++)
                kernel += Math.Abs(weights[((long)tile.Oc * g.InChannelsPerGroup + ic) * 9 + tap]);
            long plane = Plane(g, tile, ic);
            for (int h = tile.Top; h < Math.Min(tile.Top + TileInputs, g.PaddedHeight); h++)
                for (int w = tile.Left; w < Math.Min(tile.Left + TileInputs, g.PaddedWidth); w++)
                    greatest = Math.Max(greatest, Math.Abs(padded[plane + (long)h * g.PaddedWidth + w])); // Math.Max keeps NaN
            scale += kernel * greatest;
        }

        return scale;
    }

    private static double Sum(ConvGeometry g, float[] weights, float[] padded, (int N, int Oc, int Top, int Left) output)
    {
        double sum = 0;
        for (int ic = 0; ic < g.InChannelsPerGroup; ic++)
            for (int tap = 0; tap < 9; tap++)
                sum += (double)weights[((long)output.Oc * g.InChannelsPerGroup + ic) * 9 + tap]
                    * padded[Plane(g, output, ic) + (long)(output.Top + tap / 3) * g.PaddedWidth + output.Left + tap % 3];
        return sum;
    }

    private static long Plane(ConvGeometry g, (int N, int Oc, int Top, int Left) output, int ic) =>
        ((long)output.N * g.InChannels + output.Oc / g.OutChannelsPerGroup * g.InChannelsPerGroup + ic) * g.PaddedPlane;

    /// <summary>A kernel of one weight, 1, shows the padded input itself.</summary>
    private static float[] Padded(ConvGeometry g, float[] input)
    {
        var options = new GroupedConv2dOptions(g.InChannels, g.InChannels, 1)
        {
            Groups = g.InChannels,
            Padding = new Padding(g.PadTop, g.PadLeft, g.PadBottom, g.PadRight),
            PaddingMode = g.Options.PaddingMode,
            Bias = false,
        };
        var ones = new float[g.InChannels];
        ones.AsSpan().Fill(1f);
        var geometry = new ConvGeometry(options, g.Batch, g.InHeight, g.InWidth);
        var padded = new float[geometry.OutElements];
        ReferenceConvolution.Forward(geometry, input, ones, [], padded);
        return padded;
    }
}
