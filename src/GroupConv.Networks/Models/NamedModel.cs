namespace GroupConv.Networks.Models;

/// <summary>A network of the literature by its name.</summary>
/// <param name="Name">What it is called: <c>resnext50_32x4d</c>. torchvision's name where it has it.</param>
/// <param name="Input">The shape of its input, with a batch of 1 and the size that its figures are for.</param>
/// <param name="Source">The paper that it is from.</param>
/// <param name="Create">Makes it.</param>
public sealed record NamedModel(string Name, TensorShape Input, string Source, Func<Network> Create)
{
    /// <summary>The model in words.</summary>
    /// <returns>Name, input and source.</returns>
    public override string ToString() => $"{Name}, input {Input}: {Source}";
}
