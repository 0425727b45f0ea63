using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>Products of matrices that are both computed. A row of the result at a time, each sum in the order of its products.</summary>
/// <param name="batch">The axes before the matrices: a, b, result.</param>
/// <param name="rows">m.</param>
/// <param name="depth">k.</param>
/// <param name="columns">n.</param>
/// <param name="a">[..., m, k].</param>
/// <param name="b">[..., k, n].</param>
/// <param name="output">[..., m, n].</param>
internal sealed unsafe class MatMulStep(Strides batch, long rows, long depth, long columns, Place a, Place b, Place output)
    : ParallelStep(batch.Rows * batch.RowLength * rows)
{
    private float* _a, _b, _output;

    protected override void Bind(float** buffers)
    {
        _a = a.In(buffers);
        _b = b.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        (long matrix, long row) = Math.DivRem(task, rows);
        (long batchRow, long inRow) = Math.DivRem(matrix, batch.RowLength);
        float* from = _a + batch.RowOffset(0, batchRow) + inRow * batch.Steps[0][^1] + row * depth;
        float* by = _b + batch.RowOffset(1, batchRow) + inRow * batch.Steps[1][^1];
        float* to = _output + batch.RowOffset(2, batchRow) + inRow * batch.Steps[2][^1] + row * columns;
        new Span<float>(to, checked((int)columns)).Clear();
        for (long k = 0; k < depth; k++)
            AddRow(from[k], by + k * columns, to);
    }

    private void AddRow(float factor, float* from, float* to)
    {
        Vector256<float> factors = Vector256.Create(factor);
        long i = 0;
        for (; i + Vector256<float>.Count <= columns; i += Vector256<float>.Count)
            Vector256.FusedMultiplyAdd(factors, Vector256.Load(from + i), Vector256.Load(to + i)).Store(to + i);
        for (; i < columns; i++)
            to[i] = MathF.FusedMultiplyAdd(factor, from[i], to[i]);
    }
}
