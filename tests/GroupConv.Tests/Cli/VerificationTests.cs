using GroupConv.Cli.Verification;

namespace GroupConv.Tests.Cli;

public class VerificationTests
{
    [Fact]
    public void BitComparisonFindsAPlantedDifference()
    {
        float[] expected = [.. Enumerable.Range(0, 24).Select(i => i + 1f)];
        float[] actual = [.. expected];
        actual[17] = MathF.BitIncrement(actual[17]);
        actual[20] = 0;

        var comparison = BitComparison.Compare(expected, actual);

        comparison.Should().Be(new BitComparison(24, 2, 17, 18f, MathF.BitIncrement(18f)));
        comparison.Describe(1, 2, 3, 4).Should().Be(
            "2 of 24 values differ, the first at [0, 1, 1, 1]: expected 18 (0x41900000), but got 18.000002 (0x41900001)");
    }

    [Fact]
    public void BitComparisonTellsZerosApartButNotNaNs()
    {
        BitComparison.Compare([0f], [-0f]).Differing.Should().Be(1);
        BitComparison.Compare([float.NaN], [-float.NaN]).Same.Should().BeTrue();
        BitComparison.Compare([float.NaN], [0f]).Differing.Should().Be(1);
        BitComparison.Compare([], []).Describe().Should().Be("all 0 values are the same");
        FluentActions.Invoking(() => BitComparison.Compare([1f], [])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void RandomGeometryIsTheSameForTheSameSeedAndBounded()
    {
        ConvGeometry[] drawn = [.. Enumerable.Range(0, 300).Select(seed => RandomGeometry.Draw(RandomGeometry.Generator(seed)))];

        RandomGeometry.Draw(RandomGeometry.Generator(7)).Should().Be(drawn[7]);
        drawn.Should().OnlyContain(g => g.OutElements * g.Taps <= RandomGeometry.MostMacs);
    }

    /// <summary>What a generator never draws is never checked.</summary>
    [Fact]
    public void RandomGeometryReachesEveryCorner()
    {
        VerifyCase[] cases = [.. Enumerable.Range(0, 4000).Select(VerifyCase.Random)];
        ConvGeometry[] drawn = [.. cases.Select(one => one.Geometry)];

        foreach (PaddingMode mode in Enum.GetValues<PaddingMode>())
            drawn.Should().Contain(g => g.Options.PaddingMode == mode && g.HasPadding);
        foreach (PaddingKind kind in Enum.GetValues<PaddingKind>())
            drawn.Should().Contain(g => g.Options.Padding.Kind == kind);
        foreach (TensorLayout input in Enum.GetValues<TensorLayout>())
            foreach (TensorLayout output in Enum.GetValues<TensorLayout>())
                drawn.Should().Contain(g => g.Options.InputLayout == input && g.Options.OutputLayout == output);
        drawn.Select(g => g.Batch).Distinct().Should().BeEquivalentTo(Enumerable.Range(0, 6));
        drawn.Select(g => g.Kernel.Height).Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 11));
        drawn.Select(g => g.Kernel.Width).Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 11));
        drawn.Select(g => g.Stride.Height).Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 5));
        drawn.Select(g => g.Stride.Width).Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 5));
        drawn.Select(g => g.Dilation.Height).Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 4));
        drawn.Select(g => g.Dilation.Width).Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 4));
        drawn.Select(g => g.InWidth).Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 70));
        drawn.Select(g => g.InChannelsPerGroup).Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 70));
        drawn.Select(g => g.OutChannelsPerGroup).Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 70));
        cases.SelectMany(one => one.ThreadCounts).Distinct().Should().BeEquivalentTo(Enumerable.Range(1, 8));
        cases.Should().OnlyContain(one => one.ThreadCounts.Distinct().Count() == 2);
        drawn.Should().Contain(g => g.Groups == 1 && g.InChannels > 20);
        drawn.Should().Contain(g => g.Groups == g.InChannels && g.Groups > 16 && g.OutChannels == g.InChannels);
        drawn.Should().Contain(g => g.Groups == g.InChannels && g.OutChannels > g.InChannels);
        drawn.Should().Contain(g => g.Groups > 1 && g.InChannelsPerGroup > 20);
        drawn.Should().Contain(g => g.PadTop > (g.Kernel.Height - 1) * g.Dilation.Height + 1 && g.Kernel.Height > 1);
        drawn.Should().Contain(g => g.PadLeft != g.PadRight);
        drawn.Should().Contain(g => g.OutWidth > 32);
        drawn.Should().Contain(g => g.Options.Bias).And.Contain(g => !g.Options.Bias);
        drawn.Should().Contain(g => g.Options.Clamp == OutputClamp.Relu6);
        cases.Should().Contain(one => one.WithResidual).And.Contain(one => one.WithSpecials);
    }

    [Fact]
    public void VerifierCountsWhatItRan()
    {
        var verifier = new Verifier();
        verifier.Check(VerifyCase.Random(seed: 2), CancellationToken.None).Should().BeEmpty();
        verifier.Runs.Should().BeGreaterThanOrEqualTo(1 + VectorTiers.All.Count * 2);
        verifier.Hash.Should().NotBe(new Verifier().Hash);
    }

    [Fact]
    public void OutputHashTellsBitsApartButNotNaNs()
    {
        ulong[] hashes = [.. new float[][] { [], [0f], [-0f], [0f, 1f], [1f, 0f], [float.NaN] }.Select(Hash)];

        hashes.Should().OnlyHaveUniqueItems();
        Hash([-float.NaN]).Should().Be(Hash([float.NaN]));

        static ulong Hash(float[] outputs)
        {
            var hash = new OutputHash();
            hash.Add(outputs);
            return hash.Value;
        }
    }
}
