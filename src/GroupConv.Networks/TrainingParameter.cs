namespace GroupConv.Networks;

/// <summary>A tensor that is trained.</summary>
/// <param name="Name">Its name in a <see cref="StateDict"/>: <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its elements; the next forward run sees what is written here.</param>
/// <param name="Gradient">The loss's derivative by each of them, as of the last backward run.</param>
public sealed record TrainingParameter(string Name, TensorShape Shape, Memory<float> Values, ReadOnlyMemory<float> Gradient)
{
    /// <summary>The parameter without its values.</summary>
    /// <returns>Name and shape.</returns>
    public override string ToString() => $"{Name} {Shape}";
}
