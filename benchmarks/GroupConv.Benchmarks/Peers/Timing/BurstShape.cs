namespace GroupConv.Benchmarks.Peers.Timing;

/// <summary>How many calls one turn of a contender has.</summary>
/// <param name="WarmUpCalls">Calls before the first that counts: the others have used caches and cores meanwhile.</param>
/// <param name="Samples">Samples to take.</param>
/// <param name="CallsPerSample">Calls that share a sample, over one only where a call is too short for the clock.</param>
internal readonly record struct BurstShape(int WarmUpCalls, int Samples, int CallsPerSample)
{
    private const double Seconds = 0.02;
    private const double LeastWarmUpSeconds = 0.001;
    private const int LeastWarmUpCalls = 2;
    private const int LeastSamples = 2;
    private const double LeastSampleSeconds = 20e-6;

    /// <summary>Before anything is known of a call's time.</summary>
    public static BurstShape First { get; } = new(1, 3, 1);

    /// <summary>About as long for each contender, whatever a call of it takes.</summary>
    /// <param name="call">Seconds of a call.</param>
    public static BurstShape For(double call)
    {
        int callsPerSample = Math.Max(1, (int)Math.Ceiling(LeastSampleSeconds / call));
        // A call longer than the whole turn has had its caches warmed long before its end.
        int warmUp = call > Seconds ? 1 : Math.Max(LeastWarmUpCalls, (int)(LeastWarmUpSeconds / call));
        return new BurstShape(warmUp, Math.Max(LeastSamples, (int)(Seconds / (call * callsPerSample))), callsPerSample);
    }
}
