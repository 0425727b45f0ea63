using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.Gradients;

/// <summary>One phase of the input's gradient: a convolution with stride 1 of the output's gradient, as it lies or cut.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Conv">How the convolution runs.</param>
/// <param name="Offset">Where its outputs begin among those of all phases.</param>
internal sealed record GradientPhase(AxisPhase Rows, AxisPhase Columns, ConvPlan Conv, long Offset)
{
    /// <summary>Whether only a part of the output's gradient reaches the input.</summary>
    public bool Cuts => Rows.CutBefore + Rows.CutAfter + Columns.CutBefore + Columns.CutAfter > 0;
}

/// <summary>
/// How the gradient of a convolution's input is computed, which is also how a transposed convolution runs: every phase of the stride is
/// a convolution of the output's gradient with the flipped weights of its taps (Dumoulin and Visin, 2016), and is planned like any other.
/// </summary>
internal sealed class InputGradientPlan
{
    /// <param name="geometry">The convolution, from planes to planes.</param>
    /// <param name="outputs">Rows and columns of the output's gradient; the geometry's, or fewer.</param>
    /// <param name="bias">Whether a bias for each input channel is added: that of a transposed convolution.</param>
    /// <param name="what">What it is the plan of, for messages.</param>
    /// <exception cref="NotSupportedException">A buffer would be over 2^31 elements.</exception>
    /// <exception cref="OverflowException">A count is over 2^63 - 1, or a side of a phase over 2^31 - 1.</exception>
    public InputGradientPlan(ConvGeometry geometry, Size2d outputs, bool bias = false, string what = "the input's gradient")
    {
        Geometry = geometry;
        Outputs = outputs;
        HasBias = bias;
        Folds = geometry.HasPadding && geometry.Options.PaddingMode != PaddingMode.Zeros;
        Target = Folds ? (geometry.PaddedHeight, geometry.PaddedWidth) : (geometry.InHeight, geometry.InWidth);
        Size2d padding = Folds ? 0 : (geometry.PadTop, geometry.PadLeft);
        try
        {
            checked
            {
                long covered = 0;
                foreach (AxisPhase rows in AxisPhase.Of(
                    geometry.Kernel.Height, geometry.Step.Height, geometry.Dilation.Height, padding.Height, Target.Height, outputs.Height))
                    foreach (AxisPhase columns in AxisPhase.Of(
                        geometry.Kernel.Width, geometry.Step.Width, geometry.Dilation.Width, padding.Width, Target.Width, outputs.Width))
                        covered += AddPhase(rows, columns);
                IsWhole = covered == (long)Target.Height * Target.Width;
                IsDirect = IsWhole && Phases.Count == 1;
                TargetElements = Folds ? Planes * Target.Height * Target.Width : 0;
            }
        }
        catch (OverflowException error)
        {
            throw new OverflowException($"a size within {what} does not fit, for {geometry}", error);
        }

        long most = Math.Max(Math.Max(PhaseElements, CutElements), TargetElements);
        if (most > PinnedBuffer.MaxLength)
            throw new NotSupportedException($"{what} needs a buffer of {most} floats, over {PinnedBuffer.MaxLength}");
    }

    public ConvGeometry Geometry { get; }

    /// <summary>Rows and columns of the output's gradient.</summary>
    public Size2d Outputs { get; }

    public bool HasBias { get; }

    /// <summary>Whether the padding repeats elements of the input: then the padded input's gradient is computed, and added up.</summary>
    public bool Folds { get; }

    /// <summary>Rows and columns of what the phases make: the input's, or the padded input's.</summary>
    public Size2d Target { get; }

    public List<GradientPhase> Phases { get; } = [];

    /// <summary>Whether every element of the target belongs to a phase; the others have no tap.</summary>
    public bool IsWhole { get; }

    /// <summary>Whether there is one phase, which is all, so that it writes where the phases' results go.</summary>
    public bool IsDirect { get; }

    /// <summary>Floats of the phases' outputs.</summary>
    public long PhaseElements { get; private set; }

    /// <summary>Floats of the largest part that is cut out of the output's gradient.</summary>
    public long CutElements { get; private set; }

    /// <summary>Floats of the padded input's gradient, where that is computed.</summary>
    public long TargetElements { get; }

    /// <summary>Bytes of working memory that a run on one thread needs: the buffers between the phases, and the largest phase's own.</summary>
    public long WorkspaceBytes => sizeof(float) * (PhaseElements + CutElements + TargetElements)
        + Phases.Select(phase => phase.Conv.SharedWorkspaceBytes + phase.Conv.WorkspaceBytesPerThread).DefaultIfEmpty().Max();

    /// <summary>Planes of the gradient: N * Cin.</summary>
    public long Planes => (long)Geometry.Batch * Geometry.InChannels;

    /// <returns>The elements of a plane that belong to the phase.</returns>
    private long AddPhase(AxisPhase rows, AxisPhase columns)
    {
        long height = (long)Outputs.Height - rows.CutBefore - rows.CutAfter, width = (long)Outputs.Width - columns.CutBefore - columns.CutAfter;
        if (height <= 0 || width <= 0)
            return 0; // no output sees these places
        GroupedConv2dOptions layer = Geometry.Options;
        var options = new GroupedConv2dOptions(layer.OutChannels, layer.InChannels, (rows.Taps, columns.Taps))
        {
            Padding = new Padding(Math.Max(0, rows.Before), Math.Max(0, columns.Before), Math.Max(0, rows.After), Math.Max(0, columns.After)),
            Dilation = (rows.Dilation, columns.Dilation),
            Groups = layer.Groups,
            Bias = HasBias,
            Clamp = layer.Clamp,
            Tier = layer.Tier,
            IsLine = layer.IsLine,
        };
        var geometry = new ConvGeometry(options, Geometry.Batch, (int)height, (int)width);
        var phase = new GradientPhase(rows, columns, PlanOf(geometry, layer.Algorithm), PhaseElements);
        Phases.Add(phase);
        PhaseElements = checked(PhaseElements + Planes * geometry.OutPlane);
        if (phase.Cuts)
            CutElements = Math.Max(CutElements, geometry.InElements);
        return geometry.OutPlane;
    }

    /// <summary>The layer's algorithm where it can run the phase and gives the definition's bits, otherwise the best.</summary>
    private static ConvPlan PlanOf(ConvGeometry geometry, ConvAlgorithm wanted) =>
        wanted == ConvAlgorithm.Auto ? Planner.Plan(geometry)
        : Planner.Candidates(geometry).FirstOrDefault(plan => plan.Algorithm == wanted) ?? Planner.Plan(geometry);
}
