using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Threading;

namespace GroupConv.Gradients;

/// <summary>The gradient of a layer's weights on one input size of the layer.</summary>
/// <param name="plan">How it runs.</param>
/// <param name="height">Rows of the layer's input.</param>
/// <param name="width">Its columns.</param>
/// <param name="scratch">Working memory of the only caller, or null: then each call has its own.</param>
internal sealed unsafe class WeightGradientEntry(WeightGradientPlan plan, int height, int width, Scratch? scratch)
    : SizeEntry(plan.Geometry.Batch, height, width)
{
    private readonly CallPool<WeightGradientCall> _calls = new(() =>
    {
        var prepared = new PreparedWeightGradient(plan);
        return () => WeightGradientCall.Of(prepared, scratch ?? new Scratch());
    });

    public ConvGeometry Geometry { get; } = plan.Geometry;

    /// <summary>As <see cref="WeightGradientCall.Run"/>; every size is checked.</summary>
    /// <param name="input">[N, Cin, H, W].</param>
    /// <param name="outputGradient">[N, Cout, rows, columns].</param>
    /// <param name="weightGradient">Receives [Cout, Cin/G, Kh, Kw].</param>
    /// <param name="biasGradient">Receives [Cout]; null for nothing.</param>
    /// <param name="maxThreads">0 for one a processor.</param>
    /// <param name="cancellationToken">Polled between tasks.</param>
    public void Run(
        float* input, float* outputGradient, float* weightGradient, float* biasGradient, int maxThreads, CancellationToken cancellationToken)
    {
        Require.NotNegative(maxThreads);
        cancellationToken.ThrowIfCancellationRequested();
        if (Geometry.Batch == 0)
        {
            new Span<float>(weightGradient, (int)Geometry.WeightElements).Clear();
            new Span<float>(biasGradient, biasGradient == null ? 0 : Geometry.OutChannels).Clear();
            return;
        }

        WeightGradientCall call = _calls.Rent();
        try
        {
            call.Run(input, outputGradient, weightGradient, biasGradient, WorkerTeam.Clamp(maxThreads), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _calls.Return(call); // a run that stopped between tasks leaves what any run leaves
            throw;
        }

        _calls.Return(call); // not after other exceptions: the call's state would be unknown
    }
}
