using GroupConv.Cli.Files;

namespace GroupConv.Cli.Verification;

/// <summary>One convolution to check, with its data. <see cref="CaseText"/> writes all of it as text.</summary>
/// <param name="Layer">Its name and sizes. An algorithm or a tier among the options means that no other is checked.</param>
/// <param name="Seed">What input, weights and bias are made from.</param>
/// <param name="WithSpecials">Whether infinities, NaNs, denormals and negative zeros are among the data.</param>
/// <param name="WithResidual">Whether a residual is added to the outputs.</param>
internal sealed record VerifyCase(Layer Layer, int Seed, bool WithSpecials, bool WithResidual)
{
    /// <summary>The most threads that are drawn.</summary>
    public const int MostThreads = 8;

    // One random case in so many has special values; they hide ordinary mistakes, since a NaN is equal to any other.
    private const int SpecialsEvery = 6;

    // And one in so many a residual.
    private const int ResidualEvery = 3;

    public ConvGeometry Geometry => Layer.Geometry;

    /// <summary>How many threads each algorithm and tier is run with, one after the other.</summary>
    public IReadOnlyList<int> ThreadCounts { get; init; } = Verifier.ThreadCounts;

    /// <summary>The tiers to run.</summary>
    public IReadOnlyList<VectorTier> Tiers => Geometry.Options.Tier == VectorTier.Auto ? VectorTiers.All : [Geometry.Options.Tier];

    public static VerifyCase OfLayer(Layer layer, int seed) => new(layer, seed, WithSpecials: false, WithResidual: false);

    public static VerifyCase Random(int seed)
    {
        Random random = RandomGeometry.Generator(seed);
        var layer = new Layer($"random_{seed}", RandomGeometry.Draw(random));
        bool specials = random.Next(SpecialsEvery) == 0, residual = random.Next(ResidualEvery) == 0;
        int threads = random.Next(1, MostThreads + 1);
        // Two different ones are enough for a case: the reference that both are compared with knows no threads.
        int others = (threads + random.Next(MostThreads - 1)) % MostThreads + 1;
        return new VerifyCase(layer, seed, specials, residual) { ThreadCounts = [threads, others] };
    }

    /// <summary>Whether an algorithm is to be checked.</summary>
    public bool Wants(ConvAlgorithm algorithm) => Geometry.Options.Algorithm is ConvAlgorithm.Auto || Geometry.Options.Algorithm == algorithm;

    /// <summary>The same convolution with other options or sizes.</summary>
    /// <exception cref="ArgumentException">They do not fit each other.</exception>
    public VerifyCase With(GroupedConv2dOptions options, int batch, int height, int width) =>
        this with { Layer = Layer with { Geometry = new ConvGeometry(options, batch, height, width) } };

    /// <summary>The same convolution, to be run in one way only.</summary>
    public VerifyCase Pinned(ConvAlgorithm algorithm, VectorTier tier, int threads)
    {
        ConvGeometry g = Geometry;
        return With(g.Options with { Algorithm = algorithm, Tier = tier }, g.Batch, g.InHeight, g.InWidth) with { ThreadCounts = [threads] };
    }
}
