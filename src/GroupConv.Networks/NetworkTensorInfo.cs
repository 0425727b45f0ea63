using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>An input or output of a compiled network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape.</param>
public sealed record NetworkTensorInfo(string Name, TensorShape Shape)
{
    /// <summary>The tensor in words.</summary>
    /// <returns>Name and shape.</returns>
    public override string ToString() => $"{VisibleText.Of(Name)} {Shape}";
}
