namespace GroupConv.Gradients;

/// <summary>Puts the elements of all phases where they belong; those that no tap reaches are 0, or the bias.</summary>
internal sealed unsafe class InterleaveJob(InputGradientPlan plan, EmptyValues empty)
    : PlaneJob(plan.Planes, (long)plan.Target.Height * plan.Target.Width)
{
    private readonly GroupedConv2dOptions _layer = plan.Geometry.Options;

    protected override void RunPlane(long plane)
    {
        float* target = Destination + plane * plan.Target.Height * plan.Target.Width;
        if (!plan.IsWhole)
            new Span<float>(target, plan.Target.Height * plan.Target.Width).Fill(empty[plane % plan.Geometry.InChannels]);

        foreach (GradientPhase phase in plan.Phases)
            Write(phase, Source + phase.Offset + plane * phase.Conv.Geometry.OutPlane, target);
    }

    private void Write(GradientPhase phase, float* source, float* target)
    {
        int stride = _layer.Stride.Width, width = phase.Columns.Count;
        target += (long)phase.Rows.FirstTarget * plan.Target.Width + phase.Columns.FirstTarget;
        long step = (long)_layer.Stride.Height * plan.Target.Width;
        for (int row = 0; row < phase.Rows.Count; row++, target += step, source += width)
        {
            if (stride == 1)
                new ReadOnlySpan<float>(source, width).CopyTo(new Span<float>(target, width));
            else
                for (long column = 0; column < width; column++)
                    target[column * stride] = source[column];
        }
    }
}
