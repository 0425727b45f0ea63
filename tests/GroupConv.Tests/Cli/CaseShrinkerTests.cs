using GroupConv.Cli.Verification;

namespace GroupConv.Tests.Cli;

/// <summary>The shrinker with mistakes that are known: what they need stays, and nothing else.</summary>
public class CaseShrinkerTests
{
    [Fact]
    public void Nothing_is_left_that_the_mistake_does_not_need()
    {
        VerifyCase failing = CaseText.Read(
            "n=3 c_in=24 h=20 w=31 c_out=36 groups=4 kernel=5,4 stride=2,3 dilation=2,2 padding=4,5,6,7 padding_mode=Reflect bias=true "
            + "residual=true specials=true clamp=0,6 input=Nchw8c output=Nchw16c algorithm=SpatialLanes tier=Vector256 threads=7 seed=9");

        VerifyCase small = CaseShrinker.Shrink(failing, one =>
            one.Geometry.OutWidth >= 5 && one.Geometry.InChannelsPerGroup >= 3 && one.Geometry.Kernel.Width >= 2 && one.ThreadCounts[0] >= 2);

        CaseText.Write(small).Should().Be("c_in=3 h=1 w=6 c_out=1 kernel=1,2 algorithm=SpatialLanes tier=Vector256 threads=2 seed=9");
    }

    [Fact]
    public void What_the_mistake_needs_stays()
    {
        const string text = "c_in=1 h=1 w=1 c_out=1 kernel=2,1 padding=0,0,1,0 bias=true output=Nchw8c seed=2";

        VerifyCase small = CaseShrinker.Shrink(CaseText.Read(text), one =>
            one.Geometry is { PadBottom: > 0, Kernel.Height: > 1, Options: { Bias: true, OutputLayout: TensorLayout.Nchw8c } });

        CaseText.Write(small).Should().Be(text);
    }

    /// <summary>Padding that is worked out from the sizes has to become numbers before a side of it can go.</summary>
    [Fact]
    public void Padding_by_name_becomes_numbers()
    {
        VerifyCase failing = CaseText.Read("c_in=2 h=9 w=9 c_out=2 kernel=5,5 padding=same-upper");

        VerifyCase small = CaseShrinker.Shrink(failing, one => one.Geometry.PadLeft > 0);

        CaseText.Write(small).Should().Be("c_in=1 h=1 w=1 c_out=1 padding=0,1,0,0");
    }

    [Fact]
    public void Every_random_case_shrinks_to_the_least_of_all_when_everything_fails()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            VerifyCase one = VerifyCase.Random(seed).Pinned(ConvAlgorithm.Im2colGemm, VectorTier.Scalar, threads: 8);
            VerifyCase small = CaseShrinker.Shrink(one, _ => true);
            small.Geometry.OutElements.Should().BeLessThanOrEqualTo(1, CaseText.Write(small));
            (small.Geometry.Taps, small.ThreadCounts[0]).Should().Be((1L, 1));
        }
    }
}
