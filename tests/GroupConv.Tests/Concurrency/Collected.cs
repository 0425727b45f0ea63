namespace GroupConv.Tests.Concurrency;

/// <summary>Asserts that nothing holds on to objects any more.</summary>
internal static class Collected
{
    // A worker that is about to sleep may have a reference in a register. It loses it at its next step, whenever the system lets it run.
    private const int MostCollections = 3000;

    public static void ShouldBe(IReadOnlyCollection<WeakReference> references)
    {
        for (int collection = 0; collection < MostCollections && references.Any(reference => reference.IsAlive); collection++)
        {
            GC.Collect();
            Thread.Sleep(collection == 0 ? 0 : 10);
        }

        references.Count(reference => reference.IsAlive).Should().Be(0);
    }
}
