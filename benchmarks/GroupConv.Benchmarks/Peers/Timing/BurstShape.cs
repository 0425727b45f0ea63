namespace GroupConv.Benchmarks.Peers.Timing;

/// <summary>How many calls one turn of a contender has.</summary>
/// <param name="WarmUpCalls">Calls before the first that counts: the others have used caches and cores meanwhile.</param>
/// <param name="Samples">Samples to take.</param>
/// <param name="CallsPerSample">Calls that share a sample, over one only where a call is too short for the clock.</param>
internal readonly record struct BurstShape(int WarmUpCalls, int Samples, int CallsPerSample)
{
    private const double TurnSeconds = 0.02;
    private const double WarmUpSeconds = 0.002;
    private const double LeastSampleSeconds = 20e-6;
    private const double ClockSeconds = 1e-7;
    private const int LeastSamples = 2;

    /// <summary>Before anything is known of a call's time.</summary>
    public static BurstShape First { get; } = new(1, 3, 1);

    public int Calls => WarmUpCalls + Samples * CallsPerSample;

    /// <summary>About as long for each contender, whatever a call of it takes.</summary>
    /// <param name="call">Seconds of a call.</param>
    public static BurstShape For(double call)
    {
        call = Math.Max(call, ClockSeconds); // the clock may have seen nothing at all
        int callsPerSample = Math.Max(1, (int)Math.Ceiling(LeastSampleSeconds / call));
        return new BurstShape(
            Math.Max(1, (int)Math.Ceiling(WarmUpSeconds / call)),
            Math.Max(LeastSamples, (int)(TurnSeconds / (call * callsPerSample))),
            callsPerSample);
    }
}
