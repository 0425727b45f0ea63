namespace GroupConv.Tests.Support;

/// <summary>Comparison to the bit: -0 is not 0; but any NaN is as good as another.</summary>
internal static class Bits
{
    public static void ShouldBeTheSame(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, string because)
    {
        actual.Length.Should().Be(expected.Length, because);
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = BitConverter.SingleToInt32Bits(actual[i]) == BitConverter.SingleToInt32Bits(expected[i])
                || (float.IsNaN(actual[i]) && float.IsNaN(expected[i]));
            if (!same)
                Assert.Fail($"element {i} is {actual[i]:R} but should be {expected[i]:R}: {because}");
        }
    }
}
