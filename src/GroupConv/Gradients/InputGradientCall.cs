using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.Gradients;

/// <summary>A plan of an input's gradient made ready: the phases' convolutions, with their weights.</summary>
internal sealed class PreparedInputGradient
{
    public PreparedInputGradient(InputGradientPlan plan, LayerWeights weights)
    {
        Plan = plan;
        Empty = EmptyValues.Of(plan, weights);
        Phases =
        [
            .. plan.Phases.Select(phase => Planner.Prepare(
                phase.Conv, FlippedWeights.Of(plan.Geometry.Options, phase.Rows, phase.Columns, plan.HasBias, weights))),
        ];
    }

    public InputGradientPlan Plan { get; }

    public EmptyValues Empty { get; }

    /// <summary>In the order of the plan's phases.</summary>
    public IPreparedConv[] Phases { get; }

    public InputGradientCall NewCall(Scratch scratch) => new(this, scratch);
}

/// <summary>One caller's run: phase after phase, then their interleaving, then the padding's share added to the elements it repeats.</summary>
internal sealed unsafe class InputGradientCall : ConvCall
{
    private readonly InputGradientPlan _plan;
    private readonly ConvCall[] _convs;
    private readonly CutJob[] _cuts;
    private readonly InterleaveJob _interleave;
    private readonly FoldJob _fold;
    private readonly PinnedBuffer _cut, _target;
    private readonly Scratch _scratch;

    public InputGradientCall(PreparedInputGradient prepared, Scratch scratch)
    {
        _plan = prepared.Plan;
        _convs = [.. prepared.Phases.Select(phase => phase.NewCall(scratch))];
        _cuts =
        [
            .. _plan.Phases.Select(phase => new CutJob(
                (long)_plan.Geometry.Batch * _plan.Geometry.OutChannels, _plan.Outputs, (phase.Rows.CutBefore, phase.Columns.CutBefore),
                (phase.Conv.Geometry.InHeight, phase.Conv.Geometry.InWidth))),
        ];
        _interleave = new InterleaveJob(_plan, prepared.Empty);
        _fold = new FoldJob(_plan);
        _cut = new PinnedBuffer(_plan.CutElements);
        _target = new PinnedBuffer(_plan.TargetElements);
        _scratch = scratch;
    }

    /// <param name="input">The output's gradient, [N, Cout, rows, columns].</param>
    /// <param name="residual">Nothing.</param>
    /// <param name="output">Receives the input's gradient, [N, Cin, H, W].</param>
    /// <param name="maxThreads">At least 1.</param>
    /// <param name="cancellationToken">Polled between tasks.</param>
    public override void Run(float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken)
    {
        float* target = _plan.Folds ? _target.Pointer : output;
        float* phases = _plan.IsDirect ? null : _scratch.Shared(_plan.PhaseElements);
        for (int i = 0; i < _convs.Length; i++)
        {
            GradientPhase phase = _plan.Phases[i];
            float* source = input;
            if (phase.Cuts)
            {
                source = _cut.Pointer;
                _cuts[i].Run(input, source, maxThreads, cancellationToken);
            }

            _convs[i].Run(source, null, _plan.IsDirect ? target : phases + phase.Offset, maxThreads, cancellationToken);
        }

        if (!_plan.IsDirect)
            _interleave.Run(phases, target, maxThreads, cancellationToken);
        if (_plan.Folds)
            _fold.Run(target, output, maxThreads, cancellationToken);
    }
}
