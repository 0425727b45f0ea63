using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;
using GroupConv.Vectors;

namespace GroupConv.Networks.Steps;

/// <summary>What a window does with its values: how it begins, how one joins, how it ends.</summary>
internal interface IPoolOp
{
    static abstract float Start { get; }

    static abstract Vector256<float> Join(Vector256<float> sum, Vector256<float> x);

    /// <summary>Whether the sum is divided by the number of values at the end.</summary>
    static abstract bool Divides { get; }
}

internal readonly struct MaxOp : IPoolOp
{
    public static float Start => float.NegativeInfinity;

    // NaN stays, as in PyTorch.
    public static Vector256<float> Join(Vector256<float> sum, Vector256<float> x) => Vector256.Max(sum, x);

    public static bool Divides => false;
}

internal readonly struct MeanOp : IPoolOp
{
    public static float Start => 0;

    public static Vector256<float> Join(Vector256<float> sum, Vector256<float> x) => sum + x;

    public static bool Divides => true;
}

/// <summary>
/// Pooling. A window is joined column by column, each column from top to bottom, in planes and in blocks alike: so both have the same bits.
/// </summary>
/// <param name="window">The window's sizes and steps.</param>
/// <param name="countsPadding">Whether a mean counts the padding as zeros.</param>
/// <param name="inputSizes">Of the input.</param>
/// <param name="outputSizes">Of the output.</param>
/// <param name="block">Channels that lie side by side, 1 for planes.</param>
/// <param name="input">Where the input is.</param>
/// <param name="output">Where the output goes.</param>
internal sealed unsafe class PoolStep<TOp>(
    Pool2d window, bool countsPadding, PlaneSizes inputSizes, PlaneSizes outputSizes, int block, Place input, Place output)
    : ParallelStep(
        TasksOf((long)outputSizes.Batch * (outputSizes.Channels / block) * outputSizes.Height, RowsPerTask(RowWork(window, outputSizes, block))),
        scratchElements: block == 1 ? ColumnsOf(window, inputSizes, outputSizes) : 0)
    where TOp : struct, IPoolOp
{
    private const int Lanes = 8;
    private readonly long _rowsPerTask = RowsPerTask(RowWork(window, outputSizes, block));
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        if (block == 1)
            new Span<float>(scratch, (int)ColumnsOf(window, inputSizes, outputSizes)).Fill(TOp.Start); // the padding; the columns between are written for each row
        long rows = (long)outputSizes.Batch * (outputSizes.Channels / block) * outputSizes.Height;
        long end = Math.Min(rows, (task + 1) * _rowsPerTask);
        for (long row = task * _rowsPerTask; row < end; row++)
            RunRow(row, scratch);
    }

    private static long RowWork(Pool2d window, PlaneSizes outputSizes, int block) =>
        (long)outputSizes.Width * block * window.Kernel.Width * window.Kernel.Height;

    /// <summary>The columns that windows reach or that are written, and what the last vectors of them load beyond.</summary>
    private static long ColumnsOf(Pool2d window, PlaneSizes inputSizes, PlaneSizes outputSizes) =>
        Math.Max((long)window.Padding.Left + inputSizes.Width, (outputSizes.Width - 1L) * window.Stride.Width + window.Kernel.Width) + 2 * Lanes;

    private void RunRow(long row, float* columns)
    {
        (long plane, long y) = Math.DivRem(row, outputSizes.Height);
        long top = y * window.Stride.Height - window.Padding.Top;
        long firstRow = Math.Max(0, top), endRow = Math.Min(inputSizes.Height, top + window.Kernel.Height);
        long pitch = (long)inputSizes.Width * block;
        float* from = _input + plane * inputSizes.Height * pitch, to = _output + row * outputSizes.Width * block;
        if (block == 1)
        {
            JoinColumns(from + firstRow * pitch, endRow - firstRow, columns + window.Padding.Left);
            JoinWindows(columns, to);
        }
        else
        {
            for (long x = 0; x < outputSizes.Width; x++)
                JoinBlocks(from, firstRow, endRow, x, to + x * block);
        }

        if (TOp.Divides)
            Divide(to, top, endRow - firstRow);
    }

    /// <summary>The columns of a window's rows; those that no window reaches may be left out.</summary>
    private void JoinColumns(float* from, long rows, float* columns)
    {
        int width = inputSizes.Width, x = 0;
        for (; x + Lanes <= width; x += Lanes)
        {
            Vector256<float> sum = Vector256.Create(TOp.Start);
            for (long row = 0; row < rows; row++)
                sum = TOp.Join(sum, Vector256.Load(from + row * width + x));
            sum.Store(columns + x);
        }

        for (; x < width; x++)
        {
            Vector256<float> sum = Vector256.Create(TOp.Start);
            for (long row = 0; row < rows; row++)
                sum = TOp.Join(sum, Vector256.CreateScalar(from[row * width + x]));
            columns[x] = sum.ToScalar();
        }
    }

    private void JoinWindows(float* columns, float* to)
    {
        long width = outputSizes.Width, x = 0;
        int stride = window.Stride.Width, kernel = window.Kernel.Width;
        for (; stride <= 2 && x + Lanes <= width; x += Lanes)
        {
            Vector256<float> sum = Vector256.Create(TOp.Start);
            float* first = columns + x * stride;
            for (int k = 0; k < kernel; k++)
                sum = TOp.Join(sum, stride == 1 ? Vector256.Load(first + k) : Lanes256.Evens(Vector256.Load(first + k), Vector256.Load(first + k + Lanes)));
            (stride == 1 ? sum : Lanes256.Undeal(sum)).Store(to + x);
        }

        for (; x < width; x++)
        {
            Vector256<float> sum = Vector256.Create(TOp.Start);
            for (int k = 0; k < kernel; k++)
                sum = TOp.Join(sum, Vector256.CreateScalar(columns[x * stride + k]));
            to[x] = sum.ToScalar();
        }
    }

    private void JoinBlocks(float* from, long firstRow, long endRow, long x, float* to)
    {
        long left = x * window.Stride.Width - window.Padding.Left;
        long first = Math.Max(0, left), end = Math.Min(inputSizes.Width, left + window.Kernel.Width);
        for (int part = 0; part < block; part += Lanes)
        {
            Vector256<float> sum = Vector256.Create(TOp.Start);
            for (long column = first; column < end; column++)
            {
                Vector256<float> joined = Vector256.Create(TOp.Start);
                for (long row = firstRow; row < endRow; row++)
                    joined = TOp.Join(joined, Vector256.Load(from + (row * inputSizes.Width + column) * block + part));
                sum = TOp.Join(sum, joined);
            }

            sum.Store(to + part);
        }
    }

    /// <summary>By the values of each window: with those of the padding where they count, but not with what ceil mode adds beyond it.</summary>
    private void Divide(float* to, long top, long rows)
    {
        long paddedRows = Math.Min(top + window.Kernel.Height, (long)inputSizes.Height + window.Padding.Bottom) - top;
        for (long x = 0; x < outputSizes.Width; x++)
        {
            long left = x * window.Stride.Width - window.Padding.Left, right = left + window.Kernel.Width;
            long columns = Math.Min(inputSizes.Width, right) - Math.Max(0, left);
            long count = countsPadding ? paddedRows * (Math.Min(right, (long)inputSizes.Width + window.Padding.Right) - left) : rows * columns;
            for (int channel = 0; channel < block; channel++)
                to[x * block + channel] /= count;
        }
    }
}
