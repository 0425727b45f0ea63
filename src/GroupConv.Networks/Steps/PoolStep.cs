using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>What a window does with its values: how it begins, how one joins, how it ends.</summary>
internal interface IPoolOp
{
    static abstract float Start { get; }

    static abstract Vector256<float> Join(Vector256<float> sum, Vector256<float> x);

    static abstract Vector256<float> Finish(Vector256<float> sum, float count);
}

internal readonly struct MaxOp : IPoolOp
{
    public static float Start => float.NegativeInfinity;

    // NaN stays, as in PyTorch.
    public static Vector256<float> Join(Vector256<float> sum, Vector256<float> x) => Vector256.Max(sum, x);

    public static Vector256<float> Finish(Vector256<float> sum, float count) => sum;
}

internal readonly struct MeanOp : IPoolOp
{
    public static float Start => 0;

    public static Vector256<float> Join(Vector256<float> sum, Vector256<float> x) => sum + x;

    public static Vector256<float> Finish(Vector256<float> sum, float count) => sum / Vector256.Create(count);
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
    : ParallelStep(TasksOf((long)outputSizes.Batch * (outputSizes.Channels / block) * outputSizes.Height, RowsPerTask(RowWork(window, outputSizes, block))))
    where TOp : struct, IPoolOp
{
    private readonly long _rowsPerTask = RowsPerTask(RowWork(window, outputSizes, block));
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task)
    {
        long rows = (long)outputSizes.Batch * (outputSizes.Channels / block) * outputSizes.Height;
        long end = Math.Min(rows, (task + 1) * _rowsPerTask);
        Span<float> columns = block == 1 ? new float[inputSizes.Width] : [];
        fixed (float* sums = columns)
        {
            for (long row = task * _rowsPerTask; row < end; row++)
                RunRow(row, sums);
        }
    }

    private static long RowWork(Pool2d window, PlaneSizes outputSizes, int block) =>
        (long)outputSizes.Width * block * window.Kernel.Width * window.Kernel.Height;

    private void RunRow(long row, float* columns)
    {
        (long plane, long y) = Math.DivRem(row, outputSizes.Height);
        long top = y * window.Stride.Height - window.Padding.Top;
        long firstRow = Math.Max(0, top), endRow = Math.Min(inputSizes.Height, top + window.Kernel.Height);
        long pitch = (long)inputSizes.Width * block;
        float* from = _input + plane * inputSizes.Height * pitch, to = _output + row * outputSizes.Width * block;
        if (block == 1)
            JoinColumns(from + firstRow * pitch, endRow - firstRow, columns);
        // Rows that count for a mean: those of the padding, too, but not what ceil mode adds beyond it.
        long countedRows = Math.Min(top + window.Kernel.Height, inputSizes.Height + window.Padding.Bottom) - top;
        for (long x = 0; x < outputSizes.Width; x++)
        {
            long left = x * window.Stride.Width - window.Padding.Left;
            long first = Math.Max(0, left), end = Math.Min(inputSizes.Width, left + window.Kernel.Width);
            long counted = countsPadding
                ? countedRows * (Math.Min(left + window.Kernel.Width, inputSizes.Width + window.Padding.Right) - left)
                : (endRow - firstRow) * (end - first);
            if (block == 1)
                to[x] = Window(columns, first, end, counted);
            else
                Blocks(from, firstRow, endRow, first, end, counted, to + x * block);
        }
    }

    private void JoinColumns(float* from, long rows, float* columns)
    {
        int width = inputSizes.Width, x = 0;
        for (; x + Vector256<float>.Count <= width; x += Vector256<float>.Count)
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

    private static float Window(float* columns, long first, long end, long counted)
    {
        Vector256<float> sum = Vector256.Create(TOp.Start);
        for (long x = first; x < end; x++)
            sum = TOp.Join(sum, Vector256.CreateScalar(columns[x]));
        return TOp.Finish(sum, counted).ToScalar();
    }

    private void Blocks(float* from, long firstRow, long endRow, long first, long end, long counted, float* to)
    {
        for (int part = 0; part < block; part += Vector256<float>.Count)
        {
            Vector256<float> sum = Vector256.Create(TOp.Start);
            for (long x = first; x < end; x++)
            {
                Vector256<float> column = Vector256.Create(TOp.Start);
                for (long row = firstRow; row < endRow; row++)
                    column = TOp.Join(column, Vector256.Load(from + (row * inputSizes.Width + x) * block + part));
                sum = TOp.Join(sum, column);
            }

            TOp.Finish(sum, counted).Store(to + part);
        }
    }
}
