using System.Numerics.Tensors;

namespace GroupConv.Networks;

/// <summary>Samples with the class of each, in memory.</summary>
public sealed class LabeledSamples
{
    /// <summary>Samples of one shape.</summary>
    /// <param name="shape">Of a sample, without the batch: [9, 128].</param>
    /// <param name="values">All samples, one behind the other; not copied.</param>
    /// <param name="labels">The class of each, from 0.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="ArgumentException">Values and labels are not of as many samples, or a label is no class.</exception>
    public LabeledSamples(TensorShape shape, float[] values, int[] labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (values.Length != shape.Elements * labels.Length)
            throw new ArgumentException($"{labels.Length} samples of shape {shape} have {shape.Elements * labels.Length} values, but there are {values.Length}", nameof(values));
        foreach (int label in labels)
        {
            if ((uint)label >= (uint)classes)
                throw new ArgumentException($"a label must be from 0 to {classes - 1}, but is {label}", nameof(labels));
        }

        Shape = shape;
        Values = values;
        Labels = labels;
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
    public ReadOnlySpan<float> Sample(int index) => Values.Span.Slice(index * (int)Shape.Elements, (int)Shape.Elements);

    /// <summary>Copies some samples into a batch.</summary>
    /// <param name="indices">Which.</param>
    /// <param name="values">Receives [indices, ...shape].</param>
    /// <param name="labels">Receives [indices].</param>
    /// <exception cref="ArgumentException">There is not enough room.</exception>
    public void CopyTo(ReadOnlySpan<int> indices, Span<float> values, Span<int> labels)
    {
        var elements = (int)Shape.Elements;
        for (int i = 0; i < indices.Length; i++)
        {
            Sample(indices[i]).CopyTo(values.Slice(i * elements, elements));
            labels[i] = Labels.Span[indices[i]];
        }
    }

    /// <exception cref="ArgumentException">A value is NaN or infinite; the message names its sample.</exception>
    internal void ThrowIfNotFinite(string name)
    {
        for (int i = 0; i < Count; i++)
        {
            if (!TensorPrimitives.IsFiniteAll(Sample(i)))
                throw new ArgumentException($"sample {i} has a value that is not finite", name);
        }
    }
}
