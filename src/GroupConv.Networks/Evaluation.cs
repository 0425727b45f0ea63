using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>How well a network classifies.</summary>
/// <param name="Loss">Mean cross-entropy.</param>
/// <param name="Confusion">Which class was taken for which.</param>
public sealed record Evaluation(double Loss, ConfusionMatrix Confusion)
{
    private const int MostBatch = 64;

    /// <summary>The evaluation in words.</summary>
    /// <returns>Loss and accuracy.</returns>
    public override string ToString() => InvariantText.Of($"loss {Loss}, {Confusion}");

    /// <summary>Runs the network, compiled for inference, on all samples.</summary>
    /// <param name="network">One input of the samples' shape, one output [N, classes] of logits.</param>
    /// <param name="weights">Its parameters.</param>
    /// <param name="samples">At least one.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException">Weights, samples and network do not fit each other.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static Evaluation Of(
        Network network, StateDict weights, LabeledSamples samples, int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0)
            throw new ArgumentException("there must be samples to evaluate with", nameof(samples));
        var confusion = new ConfusionMatrix(samples.Classes);
        double loss = 0;
        CompiledNetwork? compiled = null;
        var elements = (int)samples.Shape.Elements;
        for (int first = 0; first < samples.Count; first += MostBatch)
        {
            int batch = Math.Min(MostBatch, samples.Count - first);
            if (compiled is null || compiled.Inputs[0].Shape[0] != batch)
                compiled = network.Compile(weights, new TensorShape([batch, .. samples.Shape]));
            var logits = new float[compiled.Outputs[0].Shape.Elements];
            compiled.Run(samples.Values.Span.Slice(first * elements, batch * elements), logits, maxThreads, cancellationToken);
            ReadOnlySpan<int> labels = samples.Labels.Span.Slice(first, batch);
            confusion.Add(logits, labels);
            loss += SoftmaxCrossEntropy.Loss(logits, labels) * batch;
        }

        return new Evaluation(loss / samples.Count, confusion);
    }
}
