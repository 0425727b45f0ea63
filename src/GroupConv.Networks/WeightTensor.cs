using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>A named tensor of a <see cref="StateDict"/>. Its values are not to be changed.</summary>
/// <param name="Name">Its name: <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">As many as the shape has elements.</param>
public sealed record WeightTensor(string Name, TensorShape Shape, ReadOnlyMemory<float> Values)
{
    /// <summary>The tensor without its values.</summary>
    /// <returns>Name and shape.</returns>
    public override string ToString() => $"{VisibleText.Of(Name)} {Shape}";
}
