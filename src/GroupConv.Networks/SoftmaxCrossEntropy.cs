using System.Runtime.Intrinsics;

namespace GroupConv.Networks;

/// <summary>
/// The loss of a classification: -log of the probability that softmax gives the right class, its mean over the batch. From logits it is
/// log(sum exp(x - max)) - (x[label] - max), which no size of logits makes overflow; its derivative is (softmax(x) - [i = label]) / batch
/// (Bridle, 1990). With smoothed labels the right class counts 1 - smoothing, and every class smoothing / classes in addition (Szegedy et
/// al., 2016), as in PyTorch.
/// </summary>
public static class SoftmaxCrossEntropy
{
    /// <summary>The loss and its gradient.</summary>
    /// <param name="logits">[N, classes], flat.</param>
    /// <param name="labels">[N], each from 0 to the number of classes.</param>
    /// <param name="gradient">Receives the derivative of the mean by each logit, [N, classes]; empty for none.</param>
    /// <param name="labelSmoothing">The part of a label that is spread over all classes, from 0 to below 1.</param>
    /// <returns>The mean over the batch; NaN where a logit is.</returns>
    /// <exception cref="ArgumentException">Logits are not so many for each label, or a label is no class, or the gradient has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is not such a part.</exception>
    public static double Loss(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Span<float> gradient = default, double labelSmoothing = 0)
    {
        ThrowIfNotSmoothing(labelSmoothing, nameof(labelSmoothing));
        (double loss, double smoothed) = Losses(logits, labels, gradient, labelSmoothing);
        return labelSmoothing == 0 ? loss : smoothed; // logits of infinity are none of the first's concern
    }

    /// <summary>As <see cref="Loss"/>, the loss of labels as they are and that of smoothed ones, of which the gradient is; the smoothing is right.</summary>
    internal static (double Loss, double Smoothed) Losses(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Span<float> gradient, double smoothing)
    {
        if (labels.Length == 0 || logits.Length == 0 || logits.Length % labels.Length != 0)
            throw new ArgumentException($"logits must be [N, classes] for N labels, but are {logits.Length} for {labels.Length}", nameof(logits));
        if (gradient.Length != 0 && gradient.Length != logits.Length)
            throw new ArgumentException($"the gradient must have the logits' {logits.Length} elements, but has {gradient.Length}", nameof(gradient));
        if (gradient.Overlaps(logits))
            throw new ArgumentException("the gradient overlaps the logits: it needs memory of its own", nameof(gradient));
        int classes = logits.Length / labels.Length;
        foreach (int label in labels)
            ThrowIfNotLabel(label, classes, nameof(labels));

        double loss = 0, spread = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = logits.Slice(i * classes, classes);
            float max = Max(row);
            double sum = Sum(row, max), logSum = Math.Log(sum);
            int label = labels[i]; // once, and checked again: another thread may write to the caller's
            ThrowIfNotLabel(label, classes, nameof(labels));
            loss += logSum - ((double)row[label] - max);
            spread += MeanOfClasses(row, max, logSum);
            if (gradient.Length > 0)
                Gradient(row, max, sum, label, labels.Length, smoothing, gradient.Slice(i * classes, classes));
        }

        loss /= labels.Length;
        return (loss, (1 - smoothing) * loss + smoothing * (spread / labels.Length));
    }

    /// <summary>How many samples have their label's logit as the greatest; lengths are right.</summary>
    internal static int CorrectOf(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        int classes = logits.Length / labels.Length, correct = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (ConfusionMatrix.Greatest(logits.Slice(i * classes, classes)) == labels[i])
                correct++;
        }

        return correct;
    }

    /// <exception cref="ArgumentOutOfRangeException">It is not from 0 to below 1.</exception>
    internal static void ThrowIfNotSmoothing(double labelSmoothing, string name)
    {
        if (!(labelSmoothing is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(name, labelSmoothing, "the smoothing of labels must be from 0 to below 1");
    }

    /// <exception cref="ArgumentException">The label is not from 0 to below the number of classes.</exception>
    private static void ThrowIfNotLabel(int label, int classes, string name)
    {
        if ((uint)label >= (uint)classes)
            throw new ArgumentException($"a label must be from 0 to {classes - 1}, but is {label}", name);
    }

    /// <summary>The mean of the losses that each class would have as the right one.</summary>
    private static double MeanOfClasses(ReadOnlySpan<float> row, float max, double logSum)
    {
        double losses = 0;
        foreach (float x in row)
            losses += logSum - ((double)x - max);
        return losses / row.Length;
    }

    private static void Gradient(ReadOnlySpan<float> row, float max, double sum, int label, int batch, double smoothing, Span<float> gradient)
    {
        for (int i = 0; i < row.Length; i++)
        {
            double target = (i == label ? 1 - smoothing : 0) + smoothing / row.Length;
            gradient[i] = (float)((Exp((double)row[i] - max) / sum - target) / batch);
        }
    }

    private static double Sum(ReadOnlySpan<float> row, float max)
    {
        double sum = 0;
        foreach (float x in row)
            sum += Exp((double)x - max);
        return sum;
    }

    private static float Max(ReadOnlySpan<float> row)
    {
        float max = float.NegativeInfinity;
        foreach (float x in row)
            max = MathF.Max(max, x); // NaN stays
        return max;
    }

    // The vectors' exponential, for that of the system's library has other bits on every system. In double: that of floats is off by a
    // rounding even at 0.
    private static double Exp(double x) => Vector256.Exp(Vector256.CreateScalar(x)).ToScalar();
}
