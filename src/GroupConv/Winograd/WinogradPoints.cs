namespace GroupConv.Winograd;

/// <summary>
/// The numbers of F(4x4, 3x3): 4 outputs of a 3-tap filter from 6 products, in both directions (Lavin and Gray, 2015). The products are
/// values of polynomials at 0, a, -a, b, -b and infinity, in this order everywhere.
/// </summary>
/// <remarks>
/// The usual points are 1 and 2. With 11/16 and 3/2 the root of the mean squared error is 0.45 of theirs and the greatest error a quarter
/// (points near 1 keep the matrices' entries alike: Barabasz et al., 2020), at the same number of operations; and every constant
/// below is a fraction that a float holds exactly.
/// </remarks>
internal static class WinogradPoints
{
    /// <summary>Outputs of a tile, each way.</summary>
    public const int Outputs = 4;

    /// <summary>Taps of the kernel, each way.</summary>
    public const int KernelSize = 3;

    /// <summary>Inputs of a tile, and products, each way.</summary>
    public const int Points = Outputs + KernelSize - 1;

    /// <summary>Products of a tile for each pair of channels: 36, where the direct way has 144.</summary>
    public const int Products = Points * Points;

    public const float A = 11f / 16;
    public const float A2 = A * A;
    public const float A3 = A * A * A;
    public const float B = 3f / 2;
    public const float B2 = B * B;
    public const float B3 = B * B * B;

    /// <summary>U = G g G', in double precision.</summary>
    /// <param name="kernel">g, [3, 3].</param>
    /// <param name="transformed">Receives U, [6, 6].</param>
    public static void TransformKernel(ReadOnlySpan<float> kernel, Span<double> transformed)
    {
        Span<double> columns = stackalloc double[Points * KernelSize];
        for (int column = 0; column < KernelSize; column++)
            Evaluate(kernel[column], kernel[KernelSize + column], kernel[2 * KernelSize + column], columns[column..], KernelSize);
        for (int row = 0; row < Points; row++)
        {
            ReadOnlySpan<double> g = columns.Slice(row * KernelSize, KernelSize);
            Evaluate(g[0], g[1], g[2], transformed[(row * Points)..], 1);
        }
    }

    /// <summary>g0 + g1 x + g2 x^2 at every point x, divided by the product of the distances to the other points.</summary>
    private static void Evaluate(double g0, double g1, double g2, Span<double> values, int step)
    {
        const double a = A, b = B;
        const double nearA = 2 * a * a * (a * a - b * b), nearB = 2 * b * b * (b * b - a * a);
        values[0] = g0 / (a * a * b * b);
        values[step] = (g0 + a * g1 + a * a * g2) / nearA;
        values[2 * step] = (g0 - a * g1 + a * a * g2) / nearA;
        values[3 * step] = (g0 + b * g1 + b * b * g2) / nearB;
        values[4 * step] = (g0 - b * g1 + b * b * g2) / nearB;
        values[5 * step] = g2;
    }
}
