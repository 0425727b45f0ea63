using System.Numerics.Tensors;
using GroupConv.Padded;

namespace GroupConv.Gradients;

/// <summary>
/// The adjoint of padding that repeats elements: every element of the input's gradient is the sum, from 0 and in the order of rows and
/// columns, of the padded gradient's elements that are copies of it.
/// </summary>
internal sealed unsafe class FoldJob(InputGradientPlan plan) : PlaneJob(plan.Planes, (long)plan.Target.Height * plan.Target.Width)
{
    protected override void RunPlane(long plane)
    {
        ConvGeometry g = plan.Geometry;
        float* padded = Source + plane * g.PaddedPlane;
        float* gradient = Destination + plane * g.InPlane;
        for (int row = 0; row < g.InHeight; row++)
            new Span<float>(gradient + (long)row * g.InWidth, g.InWidth).Clear();
        for (int row = 0; row < g.PaddedHeight; row++, padded += g.PaddedWidth)
        {
            int source = PaddingMap.Source(row - g.PadTop, g.InHeight, g.Options.PaddingMode);
            AddRow(g, padded, gradient + (long)source * g.InWidth);
        }
    }

    private static void AddRow(ConvGeometry g, float* padded, float* row)
    {
        AddOutside(g, padded, row, 0, g.PadLeft);
        var inside = new Span<float>(row, g.InWidth);
        TensorPrimitives.Add(inside, new ReadOnlySpan<float>(padded + g.PadLeft, g.InWidth), inside);
        AddOutside(g, padded, row, g.PadLeft + g.InWidth, g.PaddedWidth);
    }

    private static void AddOutside(ConvGeometry g, float* padded, float* row, int from, int to)
    {
        for (int column = from; column < to; column++)
            row[PaddingMap.Source(column - g.PadLeft, g.InWidth, g.Options.PaddingMode)] += padded[column];
    }
}
