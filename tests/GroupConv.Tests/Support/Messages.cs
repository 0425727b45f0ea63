namespace GroupConv.Tests.Support;

/// <summary>What messages of refusals must not be.</summary>
internal static class Messages
{
    private static readonly string[] Bare =
    [
        "Arithmetic operation resulted in an overflow", "Specified argument was out of the range of valid values", "Index was outside the bounds",
        "Index was out of range", "Attempted to divide by zero", "Object reference not set", "Value does not fall within the expected range",
        "must be a non-negative", "must be less than or equal to", "must be greater than or equal to", "Non-negative number required",
    ];

    /// <summary>One of the documented kinds, with words of this library.</summary>
    public static void ShouldBeOurs(Exception error, string because)
    {
        if (error is not (ArgumentException or OverflowException or NotSupportedException))
            Assert.Fail($"{error} from {because}");
        error.Message.Should().NotContainAny(Bare, because);
    }
}
