using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training.Steps;

/// <summary>Backward through what makes a plane of a plane: a plane's gradient has one owner, who adds the outputs' in their order.</summary>
/// <param name="inputSizes">Of the input.</param>
/// <param name="outputSizes">Of the output.</param>
/// <param name="input">Where the input is.</param>
/// <param name="gradient">Of the output.</param>
/// <param name="target">Receives that of the input.</param>
internal abstract unsafe class PlaneGradientStep(PlaneSizes inputSizes, PlaneSizes outputSizes, Place input, Place gradient, Place target)
    : ParallelStep(TasksOf((long)inputSizes.Batch * inputSizes.Channels, RowsPerTask(inputSizes.Plane)))
{
    private float* _input, _gradient, _target;

    protected PlaneSizes InputSizes { get; } = inputSizes;

    protected PlaneSizes OutputSizes { get; } = outputSizes;

    protected sealed override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _gradient = gradient.In(buffers);
        _target = target.In(buffers);
    }

    protected sealed override void RunTask(long task, float* scratch)
    {
        long planes = RowsPerTask(InputSizes.Plane), end = Math.Min((task + 1) * planes, (long)InputSizes.Batch * InputSizes.Channels);
        for (long plane = task * planes; plane < end; plane++)
        {
            float* to = _target + plane * InputSizes.Plane;
            new Span<float>(to, InputSizes.Plane).Clear();
            AddPlane(_input + plane * InputSizes.Plane, _gradient + plane * OutputSizes.Plane, to);
        }
    }

    /// <param name="from">A plane of the input.</param>
    /// <param name="by">The gradient of its output.</param>
    /// <param name="to">Zeros, to which the gradient is added.</param>
    protected abstract void AddPlane(float* from, float* by, float* to);
}

/// <summary>Backward through the greatest of a window: to the first of the greatest, row by row, as in PyTorch; a NaN is the greatest.</summary>
internal sealed unsafe class MaxPoolGradientStep(Pool2d window, PlaneSizes inputSizes, PlaneSizes outputSizes, Place input, Place gradient, Place target)
    : PlaneGradientStep(inputSizes, outputSizes, input, gradient, target)
{
    protected override void AddPlane(float* from, float* by, float* to)
    {
        for (int y = 0; y < OutputSizes.Height; y++)
        {
            for (int x = 0; x < OutputSizes.Width; x++)
                to[Greatest(from, (long)y * window.Stride.Height - window.Padding.Top, (long)x * window.Stride.Width - window.Padding.Left)] += *by++;
        }
    }

    private long Greatest(float* from, long top, long left)
    {
        long endRow = Math.Min(InputSizes.Height, top + window.Kernel.Height), endColumn = Math.Min(InputSizes.Width, left + window.Kernel.Width);
        long place = Math.Max(0, top) * InputSizes.Width + Math.Max(0, left);
        for (long y = Math.Max(0, top); y < endRow; y++)
        {
            for (long x = Math.Max(0, left); x < endColumn; x++)
            {
                long i = y * InputSizes.Width + x;
                if (from[i] > from[place] || float.IsNaN(from[i]))
                    place = i;
            }
        }

        return place;
    }
}

/// <summary>Backward through the mean of a window: an equal part to each value.</summary>
internal sealed unsafe class MeanPoolGradientStep(AvgPool2d window, PlaneSizes inputSizes, PlaneSizes outputSizes, Place gradient, Place target)
    : PlaneGradientStep(inputSizes, outputSizes, target, gradient, target)
{
    protected override void AddPlane(float* from, float* by, float* to)
    {
        for (int y = 0; y < OutputSizes.Height; y++)
        {
            long top = (long)y * window.Stride.Height - window.Padding.Top;
            for (int x = 0; x < OutputSizes.Width; x++)
                AddWindow(top, (long)x * window.Stride.Width - window.Padding.Left, *by++, to);
        }
    }

    private void AddWindow(long top, long left, float gradient, float* to)
    {
        long bottom = top + window.Kernel.Height, right = left + window.Kernel.Width;
        (long firstRow, long endRow) = (Math.Max(0, top), Math.Min(InputSizes.Height, bottom));
        (long firstColumn, long endColumn) = (Math.Max(0, left), Math.Min(InputSizes.Width, right));
        // With the padding where it counts, but not with what ceil mode adds beyond it.
        long count = window.CountIncludePad
            ? (Math.Min(bottom, (long)InputSizes.Height + window.Padding.Bottom) - top) * (Math.Min(right, (long)InputSizes.Width + window.Padding.Right) - left)
            : (endRow - firstRow) * (endColumn - firstColumn);
        for (long y = firstRow; y < endRow; y++)
        {
            for (long x = firstColumn; x < endColumn; x++)
                to[y * InputSizes.Width + x] += gradient / count;
        }
    }
}

/// <summary>Backward through means over parts of planes, the parts as in <see cref="AdaptiveMeanStep"/>.</summary>
internal sealed unsafe class AdaptiveMeanGradientStep(PlaneSizes inputSizes, PlaneSizes outputSizes, Place gradient, Place target)
    : PlaneGradientStep(inputSizes, outputSizes, target, gradient, target)
{
    protected override void AddPlane(float* from, float* by, float* to)
    {
        if (OutputSizes.Plane == 1)
        {
            new Span<float>(to, InputSizes.Plane).Fill(*by / InputSizes.Plane);
            return;
        }

        for (int y = 0; y < OutputSizes.Height; y++)
        {
            (long top, long bottom) = AdaptiveMeanStep.Part(y, InputSizes.Height, OutputSizes.Height);
            for (int x = 0; x < OutputSizes.Width; x++)
            {
                (long left, long right) = AdaptiveMeanStep.Part(x, InputSizes.Width, OutputSizes.Width);
                float part = *by++ / ((bottom - top) * (right - left));
                for (long row = top; row < bottom; row++)
                    for (long column = left; column < right; column++)
                        to[row * InputSizes.Width + column] += part;
            }
        }
    }
}

/// <summary>Backward through a resize: to the element that was copied.</summary>
internal sealed unsafe class ResizeGradientStep(NearestRule rule, PlaneSizes inputSizes, PlaneSizes outputSizes, Place gradient, Place target)
    : PlaneGradientStep(inputSizes, outputSizes, target, gradient, target)
{
    private readonly long[] _columns = ResizeStep.Nearest(rule, inputSizes.Width, outputSizes.Width);
    private readonly long[] _rows = ResizeStep.Nearest(rule, inputSizes.Height, outputSizes.Height);

    protected override void AddPlane(float* from, float* by, float* to)
    {
        foreach (long row in _rows)
        {
            foreach (long column in _columns)
                to[row * InputSizes.Width + column] += *by++;
        }
    }
}
