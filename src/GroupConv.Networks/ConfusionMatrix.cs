using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>
/// How often which class was taken for which, and what follows from it. Where a score would be 0 / 0, since a class was never there or
/// never chosen, it is 0, as in scikit-learn.
/// </summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not one.</exception>
    public ConfusionMatrix(int classes)
    {
        Require.Positive(classes);
        if ((long)classes * classes > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(classes), classes, $"a matrix of {classes} classes has over {Array.MaxLength} counts");
        Classes = classes;
        _counts = new long[(long)classes * classes];
    }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>Samples so far.</summary>
    public long Count => _counts.Sum();

    /// <summary>Those of one class that were taken for another.</summary>
    /// <param name="actual">What they are.</param>
    /// <param name="predicted">What they were taken for.</param>
    public long this[int actual, int predicted] => _counts[At(actual, predicted)];

    /// <summary>The right ones of all; 0 without any.</summary>
    public double Accuracy => Part(Enumerable.Range(0, Classes).Sum(one => this[one, one]), Count);

    /// <summary>The mean of all classes' precisions.</summary>
    public double MacroPrecision => Enumerable.Range(0, Classes).Average(Precision);

    /// <summary>The mean of all classes' recalls.</summary>
    public double MacroRecall => Enumerable.Range(0, Classes).Average(Recall);

    /// <summary>The mean of all classes' F1 scores.</summary>
    public double MacroF1 => Enumerable.Range(0, Classes).Average(F1);

    /// <summary>Samples of a class.</summary>
    /// <param name="actual">The class.</param>
    /// <returns>The sum of its row.</returns>
    public long Support(int actual) => Enumerable.Range(0, Classes).Sum(predicted => this[actual, predicted]);

    /// <summary>Of those taken for a class, the part that is of it.</summary>
    /// <param name="one">The class.</param>
    /// <returns>From 0 to 1.</returns>
    public double Precision(int one) => Part(this[one, one], Enumerable.Range(0, Classes).Sum(actual => this[actual, one]));

    /// <summary>Of those of a class, the part that was taken for it.</summary>
    /// <param name="one">The class.</param>
    /// <returns>From 0 to 1.</returns>
    public double Recall(int one) => Part(this[one, one], Support(one));

    /// <summary>The harmonic mean of precision and recall.</summary>
    /// <param name="one">The class.</param>
    /// <returns>From 0 to 1.</returns>
    public double F1(int one)
    {
        double precision = Precision(one), recall = Recall(one);
        return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    }

    /// <summary>Counts a sample.</summary>
    /// <param name="actual">What it is.</param>
    /// <param name="predicted">What it was taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public void Add(int actual, int predicted)
    {
        _counts[At(actual, predicted)]++;
    }

    /// <summary>Counts samples by the greatest of their logits; of equal ones the first.</summary>
    /// <param name="logits">[N, classes], flat.</param>
    /// <param name="labels">[N].</param>
    /// <exception cref="ArgumentException">Logits are not so many for each label, or a label is no class.</exception>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        if (logits.Length != (long)labels.Length * Classes)
            throw new ArgumentException($"logits must be [{labels.Length}, {Classes}], but are {logits.Length}", nameof(logits));
        int[] actual = labels.ToArray(); // all are checked before any is counted
        foreach (int label in actual)
            Require.Index(label, Classes, nameof(labels));
        for (int i = 0; i < actual.Length; i++)
            Add(actual[i], Greatest(logits.Slice(i * Classes, Classes)));
    }

    internal static int Greatest(ReadOnlySpan<float> row)
    {
        int greatest = 0;
        for (int i = 1; i < row.Length; i++)
        {
            if (row[i] > row[greatest])
                greatest = i;
        }

        return greatest;
    }

    /// <summary>The matrix in words.</summary>
    /// <returns>How many samples and classes it has, and the accuracy.</returns>
    public override string ToString() => InvariantText.Of($"{Count} samples of {Classes} classes, accuracy {Accuracy}");

    private int At(int actual, int predicted)
    {
        Require.Index(actual, Classes, nameof(actual));
        Require.Index(predicted, Classes, nameof(predicted));
        return actual * Classes + predicted;
    }

    private static double Part(long part, long all) => all > 0 ? (double)part / all : 0;
}
