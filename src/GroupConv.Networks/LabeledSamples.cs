using System.Numerics.Tensors;
using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>Samples with the class of each, in memory.</summary>
public sealed class LabeledSamples
{
    /// <summary>Samples of one shape.</summary>
    /// <param name="shape">Of a sample, without the batch: [9, 128].</param>
    /// <param name="values">All samples, one behind the other; not copied.</param>
    /// <param name="labels">The class of each, from 0; copied.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="ArgumentException">Values and labels are not of as many samples, or a label is no class.</exception>
    public LabeledSamples(TensorShape shape, float[] values, int[] labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(labels);
        Require.Positive(classes);
        int[] own = [.. labels]; // before the checks: another thread may write to the caller's
        if (values.Length != (Int128)shape.Elements * own.Length)
            throw new ArgumentException($"{own.Length} samples of shape {shape} have {(Int128)shape.Elements * own.Length} values, but there are {values.Length}", nameof(values));
        foreach (int label in own)
        {
            if ((uint)label >= (uint)classes)
                throw new ArgumentException($"a label must be from 0 to {classes - 1}, but is {label}", nameof(labels));
        }

        Shape = shape;
        Values = values;
        Labels = own;
        Classes = classes;
    }

    /// <summary>Of a sample.</summary>
    public TensorShape Shape { get; }

    /// <summary>[Count, ...shape], flat.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>[Count].</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>How many samples there are.</summary>
    public int Count => Labels.Length;

    /// <summary>The values of a sample.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>As many as the shape has elements.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public ReadOnlySpan<float> Sample(int index)
    {
        Require.Index(index, Count, nameof(index));
        return Values.Span.Slice(index * (int)Shape.Elements, (int)Shape.Elements);
    }

    /// <summary>The samples in words.</summary>
    /// <returns>How many there are, their shape, and how many classes.</returns>
    public override string ToString() => InvariantText.Of($"{Count} samples {Shape} of {Classes} classes");

    /// <summary>Copies some samples into a batch.</summary>
    /// <param name="indices">Which.</param>
    /// <param name="values">Receives [indices, ...shape].</param>
    /// <param name="labels">Receives [indices].</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample of an index.</exception>
    /// <exception cref="ArgumentException">There is not enough room; nothing is written.</exception>
    public void CopyTo(ReadOnlySpan<int> indices, Span<float> values, Span<int> labels)
    {
        if (values.Length < (Int128)Shape.Elements * indices.Length || labels.Length < indices.Length)
            throw new ArgumentException($"{indices.Length} samples {Shape} do not fit {values.Length} values and {labels.Length} labels", nameof(values));
        var elements = (int)Shape.Elements;
        for (int i = 0; i < indices.Length; i++)
        {
            int index = indices[i]; // once: another thread may write to the caller's
            Sample(index).CopyTo(values.Slice(i * elements, elements));
            labels[i] = Labels.Span[index];
        }
    }

    /// <exception cref="ArgumentException">A value is NaN or infinite; the message names its sample.</exception>
    internal void ThrowIfNotFinite(string name)
    {
        for (int i = 0; i < Count; i++)
        {
            if (Shape.Elements > 0 && !TensorPrimitives.IsFiniteAll(Sample(i)))
                throw new ArgumentException($"sample {i} has a value that is not finite", name);
        }
    }
}
