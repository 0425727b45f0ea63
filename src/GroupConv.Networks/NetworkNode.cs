using GroupConv.Networks.Files;
using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>A layer in its place in a network.</summary>
/// <param name="Index">Its place in <see cref="Network.Nodes"/>.</param>
/// <param name="Name">Unique in the network; parameters are called <c>Name.weight</c> and so on, as PyTorch's modules are.</param>
/// <param name="Layer">What it computes.</param>
/// <param name="Inputs">Where its inputs come from.</param>
public sealed record NetworkNode(int Index, string Name, Layer Layer, IReadOnlyList<NetworkValue> Inputs)
{
    /// <summary>Where its inputs come from; copied.</summary>
    public IReadOnlyList<NetworkValue> Inputs { get; init => field = ValueList<NetworkValue>.Of(value, nameof(Inputs)); }
        = ValueList<NetworkValue>.Of(Inputs, nameof(Inputs));

    /// <summary>Its output.</summary>
    public NetworkValue Output => NetworkValue.OfNode(Index);

    /// <summary>The node in words.</summary>
    /// <returns>For example <c>layer1.0.conv1 = Conv2d 3x3, 64 -> 128 of [node 3]</c>.</returns>
    public override string ToString() => $"{VisibleText.Of(Name)} = {Layer} of {Inputs}";

    /// <summary>The name that one of the layer's parameters has in a <see cref="StateDict"/>.</summary>
    /// <param name="parameter">One of the layer's.</param>
    /// <returns><c>layer1.0.conv1.weight</c>.</returns>
    public string ParameterName(ParameterSpec parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return Name.Length == 0 ? parameter.Name : $"{Name}.{parameter.Name}";
    }
}
