namespace GroupConv.Tests.Guards;

/// <summary>Skipped, with the reason, where there is no way to make guard pages.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GuardedFactAttribute : FactAttribute
{
    public GuardedFactAttribute() => Skip = SystemMemory.WhyNot;
}

/// <summary>Likewise.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GuardedTheoryAttribute : TheoryAttribute
{
    public GuardedTheoryAttribute() => Skip = SystemMemory.WhyNot;
}
