namespace GroupConv.Gradients;

/// <summary>Copies the part of every plane of the output's gradient that a phase sees.</summary>
internal sealed unsafe class CutJob(InputGradientPlan plan, GradientPhase phase)
    : PlaneJob((long)plan.Geometry.Batch * plan.Geometry.OutChannels, phase.Conv.Geometry.InPlane)
{
    private readonly int _height = phase.Conv.Geometry.InHeight, _width = phase.Conv.Geometry.InWidth;

    protected override void RunPlane(long plane)
    {
        float* source = Source + ((plane * plan.Outputs.Height + phase.Rows.CutBefore) * plan.Outputs.Width + phase.Columns.CutBefore);
        float* destination = Destination + plane * _height * _width;
        for (int row = 0; row < _height; row++, source += plan.Outputs.Width, destination += _width)
            new ReadOnlySpan<float>(source, _width).CopyTo(new Span<float>(destination, _width));
    }
}
