using GroupConv.Cli.Files;

namespace GroupConv.Cli.Verification;

/// <summary>One convolution to check, with its data.</summary>
/// <param name="Layer">Its name and sizes.</param>
/// <param name="Seed">What input, weights and bias are made from.</param>
/// <param name="WithSpecials">Whether infinities, NaNs, denormals and negative zeros are among the data.</param>
/// <param name="WithResidual">Whether a residual is added to the outputs.</param>
/// <param name="Repeat">The command that runs it again, in words.</param>
internal sealed record VerifyCase(Layer Layer, int Seed, bool WithSpecials, bool WithResidual, string Repeat)
{
    // One random case in so many has special values; they hide ordinary mistakes, since a NaN is equal to any other.
    private const int SpecialsEvery = 6;

    // And one in so many a residual.
    private const int ResidualEvery = 3;

    public ConvGeometry Geometry => Layer.Geometry;

    public static VerifyCase OfLayer(Layer layer, int seed) =>
        new(layer, seed, WithSpecials: false, WithResidual: false, $"verify --layers FILE --seed {seed} with the line {layer.ToCsvLine()}");

    public static VerifyCase Random(int seed)
    {
        Random random = RandomGeometry.Generator(seed);
        var layer = new Layer($"random_{seed}", RandomGeometry.Draw(random));
        GroupedConv2dOptions options = layer.Geometry.Options;
        return new VerifyCase(layer, seed, random.Next(SpecialsEvery) == 0, random.Next(ResidualEvery) == 0,
            $"verify --random 1 --seed {seed}, which is {layer.ToCsvLine()} with {options.PaddingMode} padding, "
            + $"{(options.Bias ? "a" : "no")} bias, clamp {options.Clamp}, {options.InputLayout} to {options.OutputLayout}");
    }
}
