using System.Runtime.Intrinsics;
using GroupConv.Vectors;

namespace GroupConv.Gradients;

/// <summary>Puts the elements of all phases where they belong; those that no tap reaches are 0, or the bias.</summary>
internal sealed unsafe class InterleaveJob : PlaneJob
{
    private readonly InputGradientPlan _plan;
    private readonly EmptyValues _empty;
    private readonly Size2d _stride;
    private readonly PhasePair[] _pairs;
    private readonly bool _leavesNone;

    /// <param name="plan">The phases.</param>
    /// <param name="empty">What stands where no tap reaches.</param>
    public InterleaveJob(InputGradientPlan plan, EmptyValues empty)
        : base(plan.Planes, (long)plan.Target.Height * plan.Target.Width)
    {
        _plan = plan;
        _empty = empty;
        _stride = plan.Geometry.Step;
        _pairs = _stride.Width == 2 ? [.. plan.Phases.GroupBy(phase => phase.Rows, PhasePair.Of)] : [];
        _leavesNone = _stride.Width == 2 ? _pairs.Sum(pair => pair.Rows.Count) == plan.Target.Height : plan.IsWhole;
    }

    protected override void RunPlane(long plane)
    {
        float* target = Destination + plane * _plan.Target.Height * _plan.Target.Width;
        float empty = _empty[plane % _plan.Geometry.InChannels];
        if (!_leavesNone)
            new Span<float>(target, _plan.Target.Height * _plan.Target.Width).Fill(empty);
        if (_stride.Width == 2)
        {
            foreach (PhasePair pair in _pairs)
                WritePairs(pair, plane, target, empty);
        }
        else
        {
            foreach (GradientPhase phase in _plan.Phases)
                Write(phase, plane, target);
        }
    }

    private float* SourceOf(GradientPhase phase, long plane) => Source + phase.Offset + plane * phase.Conv.Geometry.OutPlane;

    private void Write(GradientPhase phase, long plane, float* target)
    {
        float* source = SourceOf(phase, plane);
        int stride = _stride.Width, width = phase.Columns.Count;
        target += (long)phase.Rows.FirstTarget * _plan.Target.Width + phase.Columns.FirstTarget;
        long step = (long)_stride.Height * _plan.Target.Width;
        for (int row = 0; row < phase.Rows.Count; row++, target += step, source += width)
        {
            if (stride == 1)
                new ReadOnlySpan<float>(source, width).CopyTo(new Span<float>(target, width));
            else
                for (long column = 0; column < width; column++)
                    target[column * stride] = source[column];
        }
    }

    /// <summary>The common stride, a vector of each at a time; where one of the two has no taps, its places get what stands there.</summary>
    private void WritePairs(PhasePair pair, long plane, float* target, float empty)
    {
        float* evens = pair.Evens is { } even ? SourceOf(even, plane) : null, odds = pair.Odds is { } odd ? SourceOf(odd, plane) : null;
        int width = _plan.Target.Width;
        target += (long)pair.Rows.FirstTarget * width;
        for (int row = 0; row < pair.Rows.Count; row++, target += (long)_stride.Height * width)
        {
            Zip(evens, odds, empty, target, width);
            if (evens != null)
                evens += (width + 1) / 2;
            if (odds != null)
                odds += width / 2;
        }
    }

    private static void Zip(float* evens, float* odds, float empty, float* target, int width)
    {
        Vector128<float> empties = Vector128.Create(empty);
        int i = 0;
        for (; 2 * (i + Vector128<float>.Count) <= width; i += Vector128<float>.Count)
        {
            Vector128<float> even = evens == null ? empties : Vector128.Load(evens + i), odd = odds == null ? empties : Vector128.Load(odds + i);
            Lanes128.ZipLow(even, odd).Store(target + 2 * i);
            Lanes128.ZipHigh(even, odd).Store(target + 2 * i + Vector128<float>.Count);
        }

        for (int column = 2 * i; column < width; column++)
        {
            float* source = column % 2 == 0 ? evens : odds;
            target[column] = source == null ? empty : source[column / 2];
        }
    }

    /// <summary>The phases of the same rows under a column stride of 2: of even columns and of odd ones, or one of them.</summary>
    private sealed record PhasePair(AxisPhase Rows, GradientPhase? Evens, GradientPhase? Odds)
    {
        public static PhasePair Of(AxisPhase rows, IEnumerable<GradientPhase> phases) => new(
            rows, phases.FirstOrDefault(phase => phase.Columns.FirstTarget == 0), phases.FirstOrDefault(phase => phase.Columns.FirstTarget == 1));
    }
}
