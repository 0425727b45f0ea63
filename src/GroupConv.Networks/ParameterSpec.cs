namespace GroupConv.Networks;

/// <summary>A tensor that a layer needs from outside: what it is called, and its shape.</summary>
/// <param name="Name">Its name within the layer, as in PyTorch: <c>weight</c>, <c>bias</c>, <c>running_mean</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsTrainable">Whether it counts as a parameter; PyTorch's buffers, the running statistics, do not.</param>
public sealed record ParameterSpec(string Name, TensorShape Shape, bool IsTrainable = true)
{
    /// <summary>The parameter in words.</summary>
    /// <returns>Name, shape, and whether it is not trained.</returns>
    public override string ToString() => $"{Name} {Shape}{(IsTrainable ? "" : ", not trained")}";
}
