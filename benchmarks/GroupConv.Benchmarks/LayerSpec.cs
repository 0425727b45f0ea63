namespace GroupConv.Benchmarks;

/// <summary>One layer to be measured: a name, options and an input size.</summary>
/// <param name="Name">How tables call it.</param>
/// <param name="Options">The layer.</param>
/// <param name="Batch">N.</param>
/// <param name="Height">H of the input.</param>
/// <param name="Width">W of the input.</param>
public sealed record LayerSpec(string Name, GroupedConv2dOptions Options, int Batch, int Height, int Width)
{
    /// <summary>Every size that follows.</summary>
    /// <returns>The layer's geometry on its input.</returns>
    public ConvGeometry Geometry() => new(Options, Batch, Height, Width);

    /// <summary>The name: BenchmarkDotNet shows parameters by it.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
